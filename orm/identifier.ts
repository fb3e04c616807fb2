import { OrmMisuse } from "./errors.ts"

const pattern = /^[a-z][a-z0-9_]{0,63}$/

/** Answers the name itself if it may be a table or column (a-z, 0-9, _; 64 at most); throws OrmMisuse otherwise. */
export function checkedIdentifier(name: string, what: string): string {
  if (!pattern.test(name)) throw new OrmMisuse(`${what} ${JSON.stringify(name)} must match ${pattern.source}`)
  return name
}

/** Quotes a checked identifier; SQLite takes MySQL's backticks, so one text serves both. */
export function quoted(name: string): string {
  return `\`${checkedIdentifier(name, "identifier")}\``
}
