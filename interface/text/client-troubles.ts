import type { Text } from "./locale.ts"

/** What a person reads of whatever fails in a client rather than in the server, by its code. */
export const troubleTexts = {
  CANNOT_CONNECT: {
    en: "Cannot reach the server at {host}:{port} ({reason}).",
    zh: "无法连接服务器 {host}:{port}（{reason}）",
  },
  CONNECTION_LOST: { en: "The connection to the server was lost.", zh: "与服务器的连接已断开" },
  NOT_REELWIRE: {
    en: "What answers there does not speak Reelwire's language.",
    zh: "对方的应答不符合 Reelwire 协议",
  },
  FILM_CHANGED: {
    en: "The film's size changed while it was being sent.",
    zh: "影片在传输过程中大小发生了变化",
  },
} as const satisfies Readonly<Record<string, Text>>
