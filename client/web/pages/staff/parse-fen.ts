/** Yuan as a person types them ("5", "12.50", "-3", "¥10") in fen; undefined where that is no amount. */
export function parseFen(text: string): number | undefined {
  const match = /^([-−]?)\s*[¥￥]?\s*(\d{1,9})(?:[.。](\d{1,2}))?$/.exec(text.trim())
  if (match === null) return undefined
  const [, minus, yuan, part = ""] = match
  const fen = Number(yuan) * 100 + Number(part.padEnd(2, "0"))
  return minus === "" || fen === 0 ? fen : -fen
}
