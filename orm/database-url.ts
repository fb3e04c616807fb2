import { BadDatabaseUrl } from "./errors.ts"

/** Where a MySQL or MariaDB server is and who we are there. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** A parsed database URL with all its settings. */
export type DatabaseAddress =
  | { readonly kind: "sqlite"; readonly path: string; readonly settings: typeof sqliteDefaults }
  | { readonly kind: "mysql"; readonly server: ServerAddress; readonly settings: typeof mysqlDefaults }

const sqliteDefaults = { acquireTimeoutMs: 5000, queueLimit: 1000, busyTimeoutMs: 100 }
const mysqlDefaults = {
  acquireTimeoutMs: 5000,
  queueLimit: 1000,
  poolSize: 10,
  connectTimeoutMs: 10_000,
  lockWaitS: 10,
  queryTimeoutMs: 60_000,
  tls: "off" as string,
}

/** Reads a database URL; throws BadDatabaseUrl. */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  if (url.startsWith("sqlite:")) return sqliteAddress(url)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== "mysql:") {
    throw new BadDatabaseUrl("a database URL is sqlite:PATH or mysql://user:password@host:port/database")
  }
  const database = decoded(parsed.pathname.slice(1))
  if (parsed.hostname === "" || database === "" || database.includes("/")) {
    throw new BadDatabaseUrl(
      "a MySQL database URL names host and database: mysql://user:password@host:port/database",
    )
  }
  const server = {
    // URL keeps the brackets of an IPv6 address.
    host: parsed.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: parsed.port === "" ? 3306 : Number(parsed.port),
    user: decoded(parsed.username),
    password: decoded(parsed.password),
    database,
  }
  const settings = withSettings("MySQL", mysqlDefaults, parsed.searchParams)
  // Or a statement that waits for a row's lock, as it may, would count as one that is never answered.
  if (settings.queryTimeoutMs <= settings.lockWaitS * 1000) {
    throw new BadDatabaseUrl(
      `database URL: queryTimeoutMs (${settings.queryTimeoutMs}) is longer than lockWaitS (${settings.lockWaitS} s)`,
    )
  }
  return { kind: "mysql", server, settings }
}

function sqliteAddress(url: string): DatabaseAddress {
  const [path = "", query] = url.slice("sqlite:".length).split("?", 2)
  if (path.startsWith(":")) {
    throw new BadDatabaseUrl("a SQLite database in memory is not taken: the URL names a file: sqlite:PATH")
  }
  if (path === "") throw new BadDatabaseUrl("a SQLite database URL names a file: sqlite:PATH")
  const settings = withSettings("SQLite", sqliteDefaults, new URLSearchParams(query))
  return { kind: "sqlite", path, settings }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // Without the cause, which could show the part.
    throw new BadDatabaseUrl(
      "database URL: a % begins a character's code (%40 is @); a % in user, password or database is written %25",
    )
  }
}

function withSettings<Settings extends Record<string, number | string>>(
  kind: string,
  defaults: Settings,
  given: URLSearchParams,
): Settings {
  const settings: Record<string, number | string> = { ...defaults }
  for (const [name, value] of given) {
    if (!Object.hasOwn(defaults, name)) {
      const known = Object.keys(defaults).join(", ")
      // The unknown name is not shown: it is a piece of the password where that has a ? that is not encoded.
      throw new BadDatabaseUrl(
        `database URL: behind the ? of a ${kind} URL there can be ${known}, and nothing else`,
      )
    }
    settings[name] = name === "tls" ? checkedTls(value) : checkedNumber(name, value)
  }
  return settings as Settings
}

function checkedTls(value: string): string {
  if (["off", "on", "unverified"].includes(value)) return value
  throw new BadDatabaseUrl("database URL: tls is off, on or unverified")
}

function checkedNumber(name: string, value: string): number {
  const number = Number(value)
  const least = name === "queueLimit" ? 0 : 1
  if (!/^[0-9]{1,9}$/.test(value) || number < least) {
    throw new BadDatabaseUrl(`database URL: ${name} is a whole number of ${least} or more`)
  }
  return number
}
