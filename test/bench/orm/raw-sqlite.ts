import { DatabaseSync } from "node:sqlite"
import type { Films } from "./films.ts"
import { sql } from "./raw-sql.ts"

type Film = { readonly id: number; readonly name: string; readonly uploader_id: number }
type User = { readonly id: number; readonly name: string }

/** Films by node:sqlite, with each statement prepared once and kept. */
export function openRawSqlite(url: string): Films {
  const database = new DatabaseSync(url.replace(/^sqlite:/, ""))
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
  const byKey = database.prepare(sql.byKey)
  const insert = database.prepare(sql.insert)
  const update = database.prepare(sql.update)
  const kept = new Map<string, ReturnType<typeof database.prepare>>()
  const prepared = (text: string): ReturnType<typeof database.prepare> => {
    const statement = kept.get(text) ?? database.prepare(text)
    kept.set(text, statement)
    return statement
  }
  // What a statement gives has the columns of its table, which the types of node:sqlite do not say.
  const list = (limit: number): Film[] => prepared(sql.list(limit)).all() as unknown as Film[]
  return {
    byKey: (id) => byKey.get(id) as Film | undefined,
    list,
    withUploaders: (limit) => {
      const films = list(limit)
      const ids = [...new Set(films.map(({ uploader_id }) => uploader_id))]
      const users = prepared(sql.users(ids.length)).all(...ids) as unknown as User[]
      const byId = new Map(users.map((user): [number, User] => [user.id, user]))
      return films.map((film) => ({ ...film, uploader: byId.get(film.uploader_id) }))
    },
    insert: ({ name, stored_name, size, sampled_md5, is_free, uploader_id }) => {
      const result = insert.run(name, stored_name, size, sampled_md5, is_free ? 1 : 0, uploader_id)
      return Number(result.lastInsertRowid)
    },
    updater: async (id) => (is_free) => update.run(is_free ? 1 : 0, id),
    close: () => database.close(),
  }
}
