import { parseArgs } from "node:util"
import { leaveMeasuredCore } from "./kit/cores.ts"
import type { Schedule } from "./kit/interleave.ts"
import { renderPart } from "./kit/render.ts"
import type { Part } from "./kit/result.ts"

type Run = (schedule: Schedule, filter: string) => Promise<Part>

// Only what is asked for is loaded.
const parts: Readonly<Record<string, () => Promise<Run>>> = {
  requests: async () => (await import("./requests/run.ts")).runRequests,
  "orm-mariadb": async () => (await import("./orm/run-mariadb.ts")).runOrmMariadb,
  "orm-sqlite": async () => (await import("./orm/run-sqlite.ts")).runOrmSqlite,
  idle: async () => (await import("./idle/run.ts")).runIdle,
  transfer: async () => (await import("./transfer/run.ts")).runTransfer,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "9" },
    "round-ms": { type: "string", default: "1000" },
    only: { type: "string", default: "" },
  },
})
leaveMeasuredCore()
const schedule = { rounds: Number(values.rounds), roundMs: Number(values["round-ms"]) }
const profiles: Readonly<Record<string, () => Promise<(ms: number, filter: string) => Promise<string>>>> = {
  "profile-requests": async () => (await import("./profile/profile-requests.ts")).profileRequests,
  "profile-orm-sqlite": async () => (await import("./profile/profile-orm.ts")).profileOrmSqlite,
  "profile-orm-mariadb": async () => (await import("./profile/profile-orm.ts")).profileOrmMariadb,
}
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  const profile = profiles[name]
  if (profile !== undefined) {
    process.stdout.write(`${await (await profile())(10 * schedule.roundMs, values.only)}\n`)
    continue
  }
  const load = parts[name]
  if (load === undefined) throw new Error(`no part ${name}; there are ${Object.keys(parts).join(", ")}`)
  const part = await (await load())(schedule, values.only)
  process.stdout.write(`${renderPart(part)}\n`)
}
