import { asc, eq, sql } from "drizzle-orm"
import { bigint, boolean, datetime, mysqlTable, varchar } from "drizzle-orm/mysql-core"
import { drizzle } from "drizzle-orm/mysql2"
import { createPool } from "mysql2/promise"
import { type Films, poolSize } from "./films.ts"

const id = () => bigint({ mode: "number" }).autoincrement().primaryKey()
const time = () => datetime({ mode: "date", fsp: 3 })
const movie = mysqlTable("movie", {
  id: id(),
  name: varchar({ length: 255 }).notNull(),
  stored_name: varchar({ length: 64 }).notNull(),
  size: bigint({ mode: "number" }).notNull(),
  sampled_md5: varchar({ length: 32 }).notNull(),
  is_free: boolean().notNull(),
  is_delete: boolean().notNull().default(false),
  uploader_id: bigint({ mode: "number" }).notNull(),
  upload_time: time().notNull().default(sql`CURRENT_TIMESTAMP(3)`),
  delete_time: time(),
})
const user = mysqlTable("user", {
  id: id(),
  name: varchar({ length: 64 }).notNull(),
  name_key: varchar({ length: 255 }).notNull(),
  password_hash: varchar({ length: 255 }).notNull(),
  user_type: varchar({ length: 5 }).notNull(),
  is_locked: boolean().notNull(),
  is_vip: boolean().notNull(),
  vip_since: time(),
  register_time: time().notNull(),
  last_login: time(),
})

/** Films through drizzle; `isPrepared` keeps the built query of `byKey`, which drizzle offers too. */
export function openDrizzle(url: string, isPrepared: boolean): Films {
  const pool = createPool({ uri: url, connectionLimit: poolSize, timezone: "Z" })
  const db = drizzle({ client: pool })
  const prepared = db
    .select()
    .from(movie)
    .where(eq(movie.id, sql.placeholder("id")))
    .prepare()
  const list = (limit: number) => {
    return db.select().from(movie).where(eq(movie.is_delete, false)).orderBy(asc(movie.id)).limit(limit)
  }
  return {
    byKey: isPrepared
      ? async (id) => (await prepared.execute({ id }))[0]
      : async (id) => (await db.select().from(movie).where(eq(movie.id, id)))[0],
    list: (limit) => list(limit).execute(),
    withUploaders: async (limit) => {
      const joined = await list(limit).leftJoin(user, eq(user.id, movie.uploader_id))
      return joined.map((row) => ({ ...row.movie, uploader: row.user }))
    },
    insert: async (film) => (await db.insert(movie).values(film).$returningId())[0]?.id ?? 0,
    updater: async (id) => (is_free) => db.update(movie).set({ is_free }).where(eq(movie.id, id)).execute(),
    close: () => pool.end(),
  }
}
