import { type ColumnType, type Generated, Kysely, MysqlDialect } from "kysely"
import { createPool } from "mysql2"
import { type Films, poolSize } from "./films.ts"

type Truth = ColumnType<number, boolean, boolean>
type Schema = {
  movie: {
    id: Generated<number>
    name: string
    stored_name: string
    size: number
    sampled_md5: string
    is_free: Truth
    is_delete: ColumnType<number, boolean | undefined, boolean>
    uploader_id: number
    upload_time: Generated<Date>
    delete_time: Date | null
  }
  user: { id: Generated<number>; name: string; name_key: string; password_hash: string; user_type: string }
}

/** Films through kysely. */
export function openKysely(url: string): Films {
  const pool = createPool({ uri: url, connectionLimit: poolSize, timezone: "Z" })
  const db = new Kysely<Schema>({ dialect: new MysqlDialect({ pool }) })
  const list = (limit: number) => {
    return db.selectFrom("movie").selectAll().where("is_delete", "=", 0).orderBy("id").limit(limit).execute()
  }
  return {
    byKey: (id) => db.selectFrom("movie").selectAll().where("id", "=", id).executeTakeFirst(),
    list,
    withUploaders: async (limit) => {
      const films = await list(limit)
      const ids = [...new Set(films.map(({ uploader_id }) => uploader_id))]
      const users = await db.selectFrom("user").selectAll().where("id", "in", ids).execute()
      const byId = new Map(users.map((user): [number, typeof user] => [user.id, user]))
      return films.map((film) => ({ ...film, uploader: byId.get(film.uploader_id) }))
    },
    insert: async (film) => {
      const { insertId } = await db.insertInto("movie").values(film).executeTakeFirstOrThrow()
      return Number(insertId)
    },
    updater: async (id) => (is_free) => {
      return db.updateTable("movie").set({ is_free }).where("id", "=", id).executeTakeFirst()
    },
    close: () => db.destroy(),
  }
}
