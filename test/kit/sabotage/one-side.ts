import * as real from "../../../db/ledger-entry.ts"

export const { LedgerEntry } = real

const insert = LedgerEntry.insert.bind(LedgerEntry)

/** Writes down where money went, and not where it came from. */
Object.defineProperty(LedgerEntry, "insert", {
  value: (rows: Parameters<typeof insert>[0]) => insert(rows.slice(0, 1)),
})
