import type { Text } from "../locale.ts"

/** What the player says. */
export const playerTexts = {
  player: { en: "Player: {name}", zh: "播放器：{name}" },
  play: { en: "Play", zh: "播放" },
  resume: { en: "Go on at {time}", zh: "从 {time} 继续" },
  fromStart: { en: "From the beginning", zh: "从头播放" },
  waiting: { en: "Your film starts in", zh: "影片即将开始" },
  waitingHint: { en: "VIPs don’t wait.", zh: "会员无需等待" },
  becomeVip: { en: "Become a VIP", zh: "开通会员" },
  seconds: { en: "{seconds} s", zh: "{seconds} 秒" },
  buyFirst: { en: "Buy this film to watch it.", zh: "购买后即可观看" },
  cannotPlay: {
    en: "This browser can’t play this film’s format ({format}). Downloaded, a player such as VLC or mpv shows it.",
    zh: "浏览器无法播放此格式（{format}），可下载后用 VLC、mpv 等播放器观看",
  },
  unknownFormat: { en: "unknown", zh: "未知" },
  broken: { en: "The film stopped coming: the connection may be lost.", zh: "播放中断，连接可能已断开" },
  tryAnyway: { en: "Try anyway", zh: "仍然播放" },
  buy: { en: "Buy", zh: "购买" },
  tryAgain: { en: "Try again", zh: "重试" },
  keys: { en: "Keyboard shortcuts", zh: "键盘快捷键" },
  keyPlay: { en: "play or pause", zh: "播放 / 暂停" },
  keyBack: { en: "10 seconds back", zh: "后退 10 秒" },
  keyOn: { en: "10 seconds on", zh: "前进 10 秒" },
  keyVolume: { en: "louder, quieter", zh: "音量增减" },
  keyMute: { en: "sound off or on", zh: "静音 / 取消静音" },
  keyFull: { en: "full screen", zh: "全屏" },
  keyTenths: { en: "to 0 % … 90 % of the film", zh: "跳到 0%…90% 处" },
  keySlower: { en: "slower, faster", zh: "减速 / 加速" },
} as const satisfies Readonly<Record<string, Text>>
