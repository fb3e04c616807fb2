import { join } from "node:path"
import type { Schedule } from "../kit/interleave.ts"
import { memoryFolder } from "../kit/paths.ts"
import type { Part } from "../kit/result.ts"
import { type Comparison, compare } from "./compare.ts"
import { fillTables } from "./tables.ts"

const against = { "raw node:sqlite": 0.85 }
const comparisons: readonly Comparison[] = [
  { operation: "by key", people: 1, against },
  { operation: "by key, one a turn", people: 1, against },
  { operation: "100 rows", people: 1, against },
  { operation: "10,000 rows", people: 1, against },
  { operation: "100 rows with a relation", people: 1, against },
  { operation: "insert", people: 1, against },
  { operation: "update", people: 1, against },
]

/** Compares the ORM with node:sqlite and statements that are kept; `filter` picks cases by part of a name. */
export async function runOrmSqlite(schedule: Schedule, filter: string): Promise<Part> {
  await using folder = await memoryFolder()
  const url = `sqlite:${join(folder.path, "bench.sqlite")}`
  await fillTables(url)
  return {
    name: "orm-sqlite",
    title: "ORM on SQLite",
    unit: "Operations",
    command: "npm run bench -- orm-sqlite",
    cases: await compare(url, comparisons, schedule, filter),
    figures: [],
    notes: [
      "The file lies in memory where the system has a place for that, so that the disk's fsync does not hide the rest.",
      'The ORM\'s reads of one turn of the event loop share a snapshot, and a loop that awaits nothing slow never leaves its turn: that is what "by key" gains. With "one a turn" each read has a turn, and so a snapshot, of its own, and the turn\'s own cost is part of both.',
      "The raw calls are made without a promise, as node:sqlite offers them; the ORM's are awaited.",
    ],
  }
}
