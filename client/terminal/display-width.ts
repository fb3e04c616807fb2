const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
const zero = /[\p{Mn}\p{Me}\p{Cf}]/u

function widthOf(character: string): number {
  if (zero.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** Columns that a text without control characters takes on a terminal; Chinese characters take two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

/** A text cut into lines of at most `columns` columns. */
export function wrapToWidth(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ""
  let width = 0
  for (const character of text) {
    const characterWidth = widthOf(character)
    if (width + characterWidth > columns && line !== "") {
      lines.push(line)
      line = ""
      width = 0
    }
    line += character
    width += characterWidth
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line]
}

/** A text cut to at most `columns` columns, an ellipsis telling that something is missing. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  return `${wrapToWidth(text, Math.max(1, columns - 1))[0] ?? ""}…`
}
