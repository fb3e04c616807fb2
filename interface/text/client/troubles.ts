import type { Text } from "../locale.ts"

/** What a person reads of whatever fails in a client rather than in the server, by its code. */
export const troubleTexts = {
  WRONG_USAGE: { en: "This command line can't be understood.", zh: "无法理解该命令行" },
  UNKNOWN_COMMAND: { en: "There is no command {what}; see --help.", zh: "没有命令 {what}，请查看 --help" },
  HALF_A_COMMAND: { en: "Say one of: {what}.", zh: "请使用以下命令之一：{what}" },
  UNKNOWN_OPTION: { en: "There is no option {what}; see --help.", zh: "没有选项 {what}，请查看 --help" },
  VALUE_MISSING: { en: "{what} takes a value.", zh: "{what} 需要一个值" },
  TOO_MANY_ARGUMENTS: {
    en: "There are more arguments than this command takes; see --help.",
    zh: "参数过多，请查看 --help",
  },
  WRONG_VALUE: { en: "{what}: {value} is not {takes}.", zh: "{what}：{value} 无效，应为{takes}" },
  ONLY_ONE_OF: { en: "Say only one of {what}.", zh: "{what} 只能选择其一" },
  MISSING: {
    en: "{what} is missing, and there is no terminal to ask.",
    zh: "缺少 {what}，且没有可供询问的终端",
  },
  PASSWORDS_DIFFER: { en: "The two passwords differ.", zh: "两次输入的密码不一致" },
  NEEDS_YES: {
    en: "This has to be confirmed: say --yes, or run it in a terminal.",
    zh: "此操作需要确认：请加 --yes，或在终端中运行",
  },
  NEEDS_COMMAND: {
    en: "Say a command (see --help): the menu takes a terminal.",
    zh: "请指定命令（见 --help）：菜单需要在终端中使用",
  },
  BAD_SETTING: { en: "A setting can't be used: {reason}", zh: "设置无效：{reason}" },
  DECLINED: { en: "Nothing was done.", zh: "未执行任何操作" },
  INTERRUPTED: { en: "Interrupted.", zh: "已中断" },
  INPUT_ENDED: { en: "There is nobody left to ask: the input ended.", zh: "输入已结束，无法继续询问" },
  UPLOAD_INTERRUPTED: {
    en: "Interrupted: {file} is not in the library yet; the same command goes on where it was.",
    zh: "已中断：{file} 尚未上传完成；再次执行同一命令即可继续",
  },
  CHECK_LEFT: {
    en: "Interrupted: the check goes on in the server; store check shows how far it is.",
    zh: "已中断：服务器上的检查仍在继续，可用 store check 查看进度",
  },
  DOWNLOAD_INTERRUPTED: {
    en: "Interrupted: what arrived of {file} is kept, and the same command goes on with it.",
    zh: "已中断：{file} 已收到的部分会保留，再次执行同一命令即可继续",
  },
  CHECK_BROKE_OFF: {
    en: "The check broke off in the server; its log tells why.",
    zh: "服务器上的检查中途停止，请查看服务器日志",
  },
  CANNOT_CONNECT: {
    en: "Cannot reach the server at {host}:{port} ({reason}).",
    zh: "无法连接服务器 {host}:{port}（{reason}）",
  },
  CONNECTION_LOST: { en: "The connection to the server was lost.", zh: "与服务器的连接已断开" },
  NOT_REELWIRE: {
    en: "What answers there does not speak Reelwire's language.",
    zh: "对方的应答不符合 Reelwire 协议",
  },
  NO_SUCH_MOVIE: { en: "There is no film {id}.", zh: "没有编号为 {id} 的影片" },
  BUYING_IN_DOUBT: {
    en: "{what}: no reply came, so it isn't known whether it was bought. See purchases and statement before you try again.",
    zh: "{what}：未收到回复，无法确定是否购买成功。请先用 purchases 和 statement 查看，再决定是否重试",
  },
  BUYING_LEFT: {
    en: "{what}: interrupted before the reply, so it isn't known whether it was bought. See purchases and statement.",
    zh: "{what}：在收到回复前已中断，无法确定是否购买成功，请用 purchases 和 statement 查看",
  },
  BOOKING_IN_DOUBT: {
    en: "{what}: no reply came, so it isn't known whether it was done. Look before you do it again.",
    zh: "{what}：未收到回复，无法确定是否已完成，请先核对再重试",
  },
  BOOKING_LEFT: {
    en: "{what}: interrupted before the reply, so it isn't known whether it was done. Look before you do it again.",
    zh: "{what}：在收到回复前已中断，无法确定是否已完成，请先核对再重试",
  },
  NEEDS_NEW_FILE: {
    en: "{path} exists already; name a new file.",
    zh: "{path} 已存在，请指定新文件",
  },
  BOOKS_DIFFER: {
    en: "The books do not balance; differences: {count}.",
    zh: "账目不平，发现 {count} 处差异",
  },
  FILM_IS_FREE: { en: "{name} is free; there is nothing to buy.", zh: "{name} 是免费影片，无需购买" },
  NO_SUCH_TERM: {
    en: "VIP isn't sold for {days} days, but for {terms}.",
    zh: "没有 {days} 天的会员套餐，可选天数：{terms}",
  },
  NO_MOVIES: { en: "There are no films.", zh: "暂无影片" },
  NO_SUCH_UPLOAD: { en: "There is no unfinished upload {id}.", zh: "没有编号为 {id} 的未完成上传" },
  NO_UPLOADS: { en: "There are no unfinished uploads.", zh: "没有未完成的上传" },
  NOT_IN_TRASH: { en: "There is no film {id} in the trash.", zh: "回收站中没有编号为 {id} 的影片" },
  NO_NOTICES: { en: "There are no notices.", zh: "暂无公告" },
  NOTHING_TO_ACKNOWLEDGE: { en: "No notice asks to be acknowledged.", zh: "没有需要确认的公告" },
  NO_TRASH: { en: "The trash is empty.", zh: "回收站是空的" },
  STORE_HAS_PROBLEMS: {
    en: "{open} of {all} problems are not put right; store repair puts right what can be.",
    zh: "{all} 个问题中有 {open} 个尚未修复；可用 store repair 修复",
  },
  STORE_NOT_REPAIRED: {
    en: "{open} of {all} problems could not be put right: upload those films' files once more.",
    zh: "{all} 个问题中有 {open} 个无法修复：请重新上传相应影片的文件",
  },
  NO_FILES: { en: "There are no files in {folder}.", zh: "{folder} 中没有文件" },
  SOME_FAILED: { en: "{failed} of {all} were not done.", zh: "{all} 项中有 {failed} 项未完成" },
  FILM_CHANGED: {
    en: "The film's file was changed while it was being sent.",
    zh: "影片文件在传输过程中被修改",
  },
  WRONG_BYTES: {
    en: "What arrived is not the film that the server announced; nothing of it was kept.",
    zh: "收到的内容与服务器声明的影片不符，未保留任何内容",
  },
  NO_SUCH_FILE: { en: "There is no file {path}.", zh: "文件 {path} 不存在" },
  NOT_A_FILE: { en: "{path} is not an ordinary file.", zh: "{path} 不是普通文件" },
  EMPTY_FILE: { en: "{path} is empty.", zh: "{path} 是空文件" },
  FILE_FORBIDDEN: { en: "{path} may not be opened or written.", zh: "没有权限读写 {path}" },
  FILE_EXISTS: {
    en: "{path} exists already; say --overwrite to replace it.",
    zh: "{path} 已存在；如需替换，请加 --overwrite",
  },
  PART_EXISTS: {
    en: "{path} exists, and no download of this film made it. Delete it, or say --overwrite.",
    zh: "{path} 已存在，且不是该影片可继续的下载。请删除它，或加 --overwrite",
  },
  DOWNLOAD_BUSY: {
    en: "This film is being downloaded there already, by process {pid} on {host} (if not, delete {path}).",
    zh: "{host} 上的进程 {pid} 正在下载该影片（如并非如此，请删除 {path}）",
  },
  STATE_BUSY: {
    en: "Another program has been logging in with this device's token for long: process {pid} on {host} (if not, delete {path}).",
    zh: "另一个程序正在使用该设备的登录凭证：{host} 上的进程 {pid}（如并非如此，请删除 {path}）",
  },
  NOT_REMEMBERED: {
    en: "Nobody stays logged in on this device at this server.",
    zh: "该设备未在此服务器保持登录",
  },
  NO_DEVICES: { en: "You stay logged in on no device.", zh: "您没有保持登录的设备" },
  PIECE_DAMAGED: {
    en: "A piece of the film (number {piece}) arrived damaged {times} times; what is right of it is kept.",
    zh: "影片的第 {piece} 个分片连续 {times} 次损坏；已验证的部分会保留",
  },
  NO_PLAYER: {
    en: "There is no player here ({what}); install mpv, or name one with --player.",
    zh: "没有找到播放器（{what}）；请安装 mpv，或用 --player 指定",
  },
  PLAYER_FAILED: { en: "{player} ended with an error ({reason}).", zh: "{player} 异常退出（{reason}）" },
  DISK_FULL: { en: "There is not enough room on the disk for {path}.", zh: "磁盘空间不足：{path}" },
  FILE_FAILED: { en: "{path} can't be used ({reason}).", zh: "无法使用 {path}（{reason}）" },
  UNEXPECTED: { en: "Something unexpected went wrong: {reason}", zh: "发生意外错误：{reason}" },
} as const satisfies Readonly<Record<string, Text>>
