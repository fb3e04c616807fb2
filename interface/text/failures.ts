import type { Text } from "./locale.ts"

/** What a person reads of each failure, by its code. */
export const failureTexts = {
  BAD_JSON: { en: "The request is not a JSON object in UTF-8.", zh: "请求不是 UTF-8 编码的 JSON 对象" },
  TOO_DEEP: {
    en: "The request is nested deeper than {limit} levels.",
    zh: "请求嵌套超过 {limit} 层",
  },
  FRAME_TOO_LARGE: {
    en: "The request is larger than {limit} bytes; the connection is closed.",
    zh: "请求超过 {limit} 字节，连接已关闭",
  },
  UNKNOWN_TYPE: { en: "There is no message of this type.", zh: "没有这种类型的消息" },
  BAD_FIELD: { en: "The field {field} is wrong: {problem}", zh: "字段 {field} 有误：{problem}" },
  NOT_LOGGED_IN: { en: "Please log in first.", zh: "请先登录" },
  NOT_ALLOWED: { en: "Your account may not do this.", zh: "您的账号无权进行此操作" },
  BAD_LOGIN: { en: "Name, password or kind of account is wrong.", zh: "用户名、密码或账号类型错误" },
  TOO_MANY_FAILURES: {
    en: "Too many failed log-ins; the connection is closed.",
    zh: "登录失败次数过多，连接已关闭",
  },
  DEVICE_FORGOTTEN: {
    en: "This device doesn't stay logged in any longer; please log in with your password.",
    zh: "该设备已不再保持登录，请使用密码登录",
  },
  DEVICE_STOLEN: {
    en: "This device's log-in was used by somebody else too. It is forgotten and all of your sessions are ended; please log in with your password.",
    zh: "该设备的登录凭证已被他人使用，现已作废且您的所有会话均已结束，请使用密码登录",
  },
  NO_SUCH_DEVICE: { en: "You have no such device.", zh: "您没有这个设备" },
  ACCOUNT_LOCKED: { en: "This account is locked.", zh: "该账号已被锁定" },
  NAME_TAKEN: { en: "This name is taken.", zh: "用户名已存在" },
  INVITATION_NEEDED: {
    en: "Registering takes an invitation for this kind of account that is still good.",
    zh: "注册此类账号需要有效的邀请码",
  },
  REGISTRATION_CLOSED: { en: "Nobody can register here at present.", zh: "目前不开放注册" },
  PROFILE_NEEDED: {
    en: "This is needed of every member: {fields}.",
    zh: "用户必须填写：{fields}",
  },
  NO_ADDRESS: {
    en: "Your profile has no such address to send a code to.",
    zh: "您的资料中没有可接收验证码的地址",
  },
  ALREADY_VERIFIED: { en: "This address is known to be yours already.", zh: "该地址已验证" },
  BAD_CODE: {
    en: "This code is wrong, used up or too old; have a new one sent.",
    zh: "验证码错误、已用完或已过期，请重新获取",
  },
  CANNOT_SEND: { en: "No message could be sent.", zh: "无法发送消息" },
  WRONG_PASSWORD: { en: "The password is wrong.", zh: "密码错误" },
  LAST_ADMIN: { en: "There would be no admin left.", zh: "系统中必须保留至少一位管理员" },
  BALANCE_LEFT: {
    en: "There is money left on your account: {balance_fen} fen. It is lost only if you confirm the amount.",
    zh: "账户中尚有余额（{balance_fen} 分），确认放弃该金额后才能注销",
  },
  NO_SUCH_USER: { en: "There is no such account.", zh: "没有这个账号" },
  NOT_YOURSELF: { en: "You cannot do this to your own account.", zh: "不能对自己的账号进行此操作" },
  NOT_STAFF: {
    en: "This is a member's account; only staff has a role.",
    zh: "这是用户账号，只有管理员账号才有角色",
  },
  NO_SUCH_NOTICE: { en: "There is no such notice.", zh: "没有这条公告" },
  BAD_TIMES: {
    en: "A notice has to end in the future, and after it begins.",
    zh: "公告的结束时间应在将来，且晚于开始时间",
  },
  NO_SUCH_MOVIE: { en: "There is no such film.", zh: "没有这部影片" },
  MOVIE_EXISTS: { en: "This film seems to be in the library already.", zh: "影片库中似乎已有这部影片" },
  FILM_TOO_LARGE: {
    en: "The film is larger than {limit} bytes; the connection is closed.",
    zh: "影片超过 {limit} 字节，连接已关闭",
  },
  WRONG_CONTENT: {
    en: "What arrived is not the film that was announced (its file_md5 differs).",
    zh: "收到的内容与声明的影片不符（file_md5 不一致）",
  },
  NO_SPACE: {
    en: "There is no room for this: {wanted} bytes wanted, {left} left.",
    zh: "空间不足：需要 {wanted} 字节，剩余 {left} 字节",
  },
  NO_SUCH_UPLOAD: { en: "You have no such upload under way.", zh: "没有这个进行中的上传" },
  NO_SUCH_PIECE: {
    en: "The film has no piece {piece} of {bytes} bytes.",
    zh: "影片没有大小为 {bytes} 字节的第 {piece} 个分片",
  },
  WRONG_PIECE: {
    en: "Piece {piece} arrived damaged (its hash differs); please send it again.",
    zh: "第 {piece} 个分片已损坏（哈希不一致），请重新发送",
  },
  PIECES_MISSING: { en: "{missing} pieces are still missing.", zh: "还缺少 {missing} 个分片" },
  NO_SUCH_DOWNLOAD: { en: "You have no such download of this film.", zh: "没有这个下载" },
  BAD_RANGE: {
    en: "The film has {size} bytes; this range is not in it.",
    zh: "影片共 {size} 字节，请求的范围无效",
  },
  FILM_CHANGED: { en: "The film is not the one that was asked for any more.", zh: "影片内容已变更" },
  FILM_DAMAGED: {
    en: "This film's bytes were found damaged; an admin has to put it right.",
    zh: "影片数据已损坏，请联系管理员修复",
  },
  MANIFEST_PENDING: {
    en: "The film's manifest is still being worked out; please try again later.",
    zh: "影片清单仍在生成，请稍后再试",
  },
  INSUFFICIENT_BALANCE: {
    en: "The balance does not suffice: it is {balance}, and {price} is needed.",
    zh: "余额不足：余额 {balance}，需要 {price}",
  },
  PAYMENT_REQUIRED: {
    en: "This film has to be bought first; it costs {price}.",
    zh: "请先购买这部影片，价格 {price}",
  },
  PRICE_CHANGED: {
    en: "The price is {price} by now, not the one that you confirmed; nothing was bought.",
    zh: "价格已变更为 {price}，未购买任何内容",
  },
  NOT_FOR_SALE: {
    en: "This film isn't for sale: it is free, or not in the library.",
    zh: "该影片不出售：免费影片或已下架",
  },
  NO_SUCH_TERM: { en: "VIP isn't sold for this number of days.", zh: "没有该天数的会员套餐" },
  ALREADY_BOUGHT: { en: "You have bought this film already.", zh: "您已购买过这部影片" },
  PURCHASED: {
    en: "{buyers} people have bought this film and would lose it.",
    zh: "已有 {buyers} 人购买该影片，彻底删除后他们将无法再下载",
  },
  KEY_REUSED: {
    en: "This request_key was used for another request; nothing was done.",
    zh: "该 request_key 已用于其他请求，未执行任何操作",
  },
  VOUCHER_MISTYPED: {
    en: "This code has a typing error; please look at it again.",
    zh: "兑换码输入有误，请检查后重新输入",
  },
  NO_SUCH_VOUCHER: { en: "There is no such voucher that is still good.", zh: "兑换码不存在或已失效" },
  VOUCHER_USED: { en: "You have redeemed this voucher already.", zh: "您已使用过该兑换码" },
  VOUCHER_EXPIRED: { en: "This voucher has expired.", zh: "该兑换码已过期" },
  NO_SUCH_BATCH: { en: "There is no such batch of vouchers.", zh: "没有这批兑换码" },
  PAYMENTS_OFF: {
    en: "This server takes no payments from outside.",
    zh: "该服务器未启用外部充值",
  },
  BAD_SIGNATURE: { en: "The signature is not this payment's.", zh: "签名无效" },
  AMOUNT_TOO_LARGE: {
    en: "The amount is above the {limit} fen that are taken at once.",
    zh: "金额超过单次上限 {limit} 分",
  },
  BALANCE_TOO_LARGE: { en: "A balance can't be above {most}.", zh: "余额不能超过 {most}" },
  NO_SUCH_TRANSACTION: { en: "There is no such transaction.", zh: "没有这笔交易" },
  NOT_REFUNDABLE: {
    en: "Only what was paid for a film or for VIP, and payments from outside, are refunded.",
    zh: "只有购买影片、购买会员和外部充值可以退款",
  },
  ALREADY_REFUNDED: { en: "This was refunded already.", zh: "该交易已退款" },
  QUEUED: {
    en: "All transfer slots are taken; people in front of you: {front}.",
    zh: "下载通道已满，前面还有 {front} 人",
  },
  QUEUE_FULL: {
    en: "The line for downloads is full; please try again later.",
    zh: "排队人数已满，请稍后再试",
  },
  TOO_MANY_PLACES: {
    en: "As many downloads of yours wait in the line as may ({limit}); please try again when one of them is through.",
    zh: "您已有 {limit} 个下载在排队，请稍后再试",
  },
  NO_IMAGE: { en: "There is no picture in this request.", zh: "请求中没有图片" },
  BAD_IMAGE: {
    en: "This is no picture in JPEG, PNG, WebP or AVIF that can be read.",
    zh: "不是可读取的 JPEG、PNG、WebP 或 AVIF 图片",
  },
  IMAGE_TOO_LARGE: {
    en: "The picture is larger than {limit} {unit}.",
    zh: "图片超过 {limit} {unit}",
  },
  NO_SUCH_IMAGE: { en: "There is no such picture.", zh: "没有这张图片" },
  BAD_LINK: {
    en: "This link is wrong, or its time is over; please have a new one made.",
    zh: "链接无效或已过期，请重新获取",
  },
  FILM_BY_HTTP: {
    en: "Film bytes can't come over a WebSocket; send them to {path} as multipart/form-data.",
    zh: "WebSocket 不能传送影片数据，请以 multipart/form-data 发送到 {path}",
  },
  CROSS_SITE: {
    en: "Another site's page sent this request, so it was refused.",
    zh: "该请求来自其他网站，已拒绝",
  },
  PASSWORD_IN_URL: {
    en: "A password in an address ends up in logs and histories; please send it in the request's body. Consider this one known to others.",
    zh: "地址中的密码会留在日志和历史记录里，请放在请求正文中发送；该密码应视为已泄露",
  },
  NOT_FOUND: { en: "There is nothing at this address.", zh: "该地址没有内容" },
  BAD_REQUEST: { en: "This HTTP request can't be read.", zh: "无法读取该 HTTP 请求" },
  WRONG_MEDIA_TYPE: {
    en: "The body has to be of another type: {types}.",
    zh: "请求正文的类型应为：{types}",
  },
  WRONG_SIZE: {
    en: "The file doesn't have the {size} bytes that file_size announces.",
    zh: "文件大小与 file_size 声明的 {size} 字节不符",
  },
  METHOD_NOT_ALLOWED: {
    en: "This address takes other methods: {methods}.",
    zh: "该地址只接受以下方法：{methods}",
  },
  TOO_MANY_REQUESTS: {
    en: "Too many requests; please wait {seconds} s.",
    zh: "请求过于频繁，请等待 {seconds} 秒",
  },
  TOO_MANY_TRIES: {
    en: "Too many tries; please wait {seconds} s.",
    zh: "尝试次数过多，请等待 {seconds} 秒",
  },
  TOO_MANY_CONNECTIONS: {
    en: "Too many connections at once; the connection is closed.",
    zh: "同时连接数过多，连接已关闭",
  },
  TIMED_OUT: {
    en: "Nothing (or not enough) arrived in time; the connection is closed.",
    zh: "未在规定时间内收到数据，连接已关闭",
  },
  BUSY: { en: "The server is busy; please try again shortly.", zh: "服务器繁忙，请稍后再试" },
  STOPPING: { en: "The server is stopping; please come back shortly.", zh: "服务器正在停止，请稍后再来" },
  INTERNAL: {
    en: "Something went wrong on the server. Tell your admin this number: {incident}",
    zh: "服务器内部错误，请将此编号告知管理员：{incident}",
  },
} as const satisfies Readonly<Record<string, Text>>
