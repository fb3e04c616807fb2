// What a spreadsheet takes for the beginning of a formula. Fields that hold numbers of ours are given as numbers.
const formula = /^[=+\-@\t\r＝＋－＠]/

/**
 * A line of CSV as RFC 4180 has it, with its line break. A text that a spreadsheet would run as a formula gets an apostrophe
 * before it: members choose their names themselves.
 */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map(field).join(",")}\r\n`
}

function field(value: string | number | null): string {
  if (value === null) return ""
  if (typeof value === "number") return String(value)
  const text = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
