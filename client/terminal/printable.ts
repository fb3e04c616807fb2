// Besides control characters: what reverses the order of what is shown, and what is not shown at all.
const lineHazards = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu

/** An object as JSON on one line that says the same, and holds nothing that a terminal would obey. */
export function printableJson(value: object): string {
  const escaped = (hazards: string): string =>
    hazards.replace(/./gsu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)
  return JSON.stringify(value).replace(lineHazards, escaped)
}

/** Text from elsewhere as one harmless line: nothing in it moves the cursor, colours or hides what a terminal shows. */
export function printableLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\r\n\t]+/g, " ")
    .replace(lineHazards, "")
}

/** The same for a text whose line breaks may stay. */
export function printableLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map(printableLine)
    .join("\n")
}
