import { parseArgs } from "node:util"
import type { Place } from "./kit/cores.ts"
import { parts, profiles } from "./parts.ts"

/** What the bench was called with. */
export type Options = {
  readonly names: readonly string[]
  readonly rounds: number
  readonly roundMs: number
  readonly only: string
  /** A file for all results as JSON; empty for none but the one of each part. */
  readonly json: string
  /** Whether the tables go into docs/BENCHMARKS.md too. */
  readonly updatesDocs: boolean
  /** Mebibytes of the film that transfers carry. */
  readonly filmMib: number
  /** Where the servers and the other ends of transfers run. */
  readonly cores: Place
}

const usage = `usage: npm run bench -- [PART …] [options]
parts:    ${[...parts.keys()].join(", ")} (all of them without one)
profiles: ${[...profiles.keys()].join(", ")}
  --rounds N      rounds that count (9)
  --round-ms MS   length of a round (1000)
  --only TEXT     only cases whose names contain it
  --json FILE     all results as JSON
  --docs          put the tables into docs/BENCHMARKS.md
  --film-mib N    mebibytes of the film of the transfers (2048), a multiple of 64
  --cores WHERE   in transfers: anywhere, or measured: the servers held on one core (anywhere)
`

/** The options out of the command line; undefined, with the usage said, where they are not understood. */
export function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: "9" },
        "round-ms": { type: "string", default: "1000" },
        only: { type: "string", default: "" },
        json: { type: "string", default: "" },
        docs: { type: "boolean", default: false },
        "film-mib": { type: "string", default: "2048" },
        cores: { type: "string", default: "anywhere" },
      },
    })
    const unknown = positionals.find((name) => !parts.has(name) && !profiles.has(name))
    if (unknown !== undefined) throw new Error(`there is no part ${unknown}`)
    return {
      names: positionals.length > 0 ? positionals : [...parts.keys()],
      rounds: positive(values.rounds),
      roundMs: positive(values["round-ms"]),
      only: values.only,
      json: values.json,
      updatesDocs: values.docs,
      filmMib: positive(values["film-mib"]),
      cores: values.cores === "measured" ? "measured" : "anywhere",
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}`)
    return undefined
  }
}

function positive(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${text} is not a whole number from 1 on`)
  return number
}
