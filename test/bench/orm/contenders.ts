import type { Films } from "./films.ts"

/** Every way of reaching the films, by name; a process loads only the one that it is asked for. */
export const contenders = {
  Reelwire: async (url: string): Promise<Films> => (await import("./reelwire.ts")).openReelwire(url),
  "raw mysql2": async (url: string): Promise<Films> => (await import("./raw-mysql.ts")).openRawMysql(url),
  "raw mysql2, callbacks": async (url: string): Promise<Films> =>
    (await import("./raw-mysql.ts")).openCallbackMysql(url),
  "raw node:sqlite": async (url: string): Promise<Films> =>
    (await import("./raw-sqlite.ts")).openRawSqlite(url),
  kysely: async (url: string): Promise<Films> => (await import("./kysely.ts")).openKysely(url),
  drizzle: async (url: string): Promise<Films> => (await import("./drizzle.ts")).openDrizzle(url, false),
  "drizzle, prepared": async (url: string): Promise<Films> =>
    (await import("./drizzle.ts")).openDrizzle(url, true),
  typeorm: async (url: string): Promise<Films> => (await import("./typeorm.ts")).openTypeorm(url),
}

/** The name of a contender. */
export type ContenderName = keyof typeof contenders
