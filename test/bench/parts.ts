import type { Part } from "./kit/result.ts"
import type { Options } from "./options.ts"

/** Measures one part; `filter` picks the cases whose names contain it. */
type Measure = (options: Options, filter: string) => Promise<Part>

/** Looks for `ms` milliseconds at where the time goes in the case that `filter` names, and answers that as text. */
type Profile = (ms: number, filter: string) => Promise<string>

/** What can be measured, in the order of the report; only what is asked for gets loaded. */
export const parts: ReadonlyMap<string, () => Promise<Measure>> = new Map([
  ["requests", async () => (await import("./requests/run.ts")).runRequests],
  ["orm-mariadb", async () => (await import("./orm/run-mariadb.ts")).runOrmMariadb],
  ["orm-sqlite", async () => (await import("./orm/run-sqlite.ts")).runOrmSqlite],
  ["idle", async () => (await import("./idle/run.ts")).runIdle],
  ["transfer", async () => (await import("./transfer/run.ts")).runTransfer],
])

/** What can be profiled. */
export const profiles: ReadonlyMap<string, () => Promise<Profile>> = new Map([
  ["profile-requests", async () => (await import("./profile/profile-requests.ts")).profileRequests],
  ["profile-transfer", async () => (await import("./profile/profile-transfer.ts")).profileTransfer],
  ["profile-orm-mariadb", async () => (await import("./profile/profile-orm.ts")).profileOrmMariadb],
  ["profile-orm-sqlite", async () => (await import("./profile/profile-orm.ts")).profileOrmSqlite],
])
