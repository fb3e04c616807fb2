import { OrmMisuse } from "./errors.ts"

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

/** Reads a database URL; throws OrmMisuse with what it takes (and never the URL itself, which holds a password). */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  if (url.startsWith("sqlite:")) return sqliteAddress(url)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || (parsed.protocol !== "mysql:" && parsed.protocol !== "mariadb:")) {
    throw new OrmMisuse("a database URL is sqlite:PATH or mysql://user:password@host:port/database")
  }
  const database = decodeURIComponent(parsed.pathname.slice(1))
  if (parsed.hostname === "" || database === "" || database.includes("/")) {
    throw new OrmMisuse(
      "a MySQL database URL names host and database: mysql://user:password@host:port/database",
    )
  }
  const server = {
    // URL keeps the brackets of an IPv6 address.
    host: parsed.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: parsed.port === "" ? 3306 : Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database,
  }
  return { kind: "mysql", server, settings: withSettings(mysqlDefaults, parsed.searchParams) }
}

function sqliteAddress(url: string): DatabaseAddress {
  const [path = "", query] = url.slice("sqlite:".length).split("?", 2)
  if (path === "" || path.startsWith(":"))
    throw new OrmMisuse("a SQLite database URL names a file: sqlite:PATH")
  return { kind: "sqlite", path, settings: withSettings(sqliteDefaults, new URLSearchParams(query)) }
}

function withSettings<Settings extends Record<string, number | string>>(
  defaults: Settings,
  given: URLSearchParams,
): Settings {
  const settings: Record<string, number | string> = { ...defaults }
  for (const [name, value] of given) {
    if (!Object.hasOwn(defaults, name)) {
      throw new OrmMisuse(
        `database URL: unknown setting ${name}; there are ${Object.keys(defaults).join(", ")}`,
      )
    }
    settings[name] = name === "tls" ? checkedTls(value) : checkedNumber(name, value)
  }
  return settings as Settings
}

function checkedTls(value: string): string {
  if (["off", "on", "unverified"].includes(value)) return value
  throw new OrmMisuse("database URL: tls is off, on or unverified")
}

function checkedNumber(name: string, value: string): number {
  const number = Number(value)
  const least = name === "queueLimit" ? 0 : 1
  if (!/^[0-9]{1,9}$/.test(value) || number < least) {
    throw new OrmMisuse(`database URL: ${name} is a whole number of ${least} or more`)
  }
  return number
}
