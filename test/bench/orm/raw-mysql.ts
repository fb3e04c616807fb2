import { createPool as createCallbackPool } from "mysql2"
import { createPool, type ResultSetHeader, type RowDataPacket } from "mysql2/promise"
import { type FilmRow, type Films, poolSize } from "./films.ts"
import { sql } from "./raw-sql.ts"

type Film = RowDataPacket & FilmRow & { readonly uploader_id: number }
type User = RowDataPacket & { readonly id: number; readonly name: string }

/** Films by mysql2's `execute`, which prepares each statement once a connection. */
export function openRawMysql(url: string): Films {
  const pool = createPool({ uri: url, connectionLimit: poolSize, timezone: "Z" })
  const list = async (limit: number): Promise<Film[]> => (await pool.execute<Film[]>(sql.list(limit)))[0]
  return {
    byKey: async (id) => (await pool.execute<Film[]>(sql.byKey, [id]))[0][0],
    list,
    withUploaders: async (limit) => {
      const films = await list(limit)
      const ids = [...new Set(films.map(({ uploader_id }) => uploader_id))]
      const [users] = await pool.execute<User[]>(sql.users(ids.length), ids)
      const byId = new Map(users.map((user): [number, User] => [user.id, user]))
      return films.map((film) => ({ ...film, uploader: byId.get(film.uploader_id) }))
    },
    insert: async ({ name, stored_name, size, sampled_md5, is_free, uploader_id }) => {
      const values = [name, stored_name, size, sampled_md5, is_free, uploader_id]
      return (await pool.execute<ResultSetHeader>(sql.insert, values))[0].insertId
    },
    updater: async (id) => (is_free) => pool.execute(sql.update, [is_free, id]),
    close: () => pool.end(),
  }
}

/** The same by mysql2's callbacks, without the promises that it wraps around them. */
export function openCallbackMysql(url: string): Films {
  const pool = createCallbackPool({ uri: url, connectionLimit: poolSize, timezone: "Z" })
  const execute = (text: string, values: (string | number | boolean)[]): Promise<Film[]> => {
    return new Promise((resolve, reject) => {
      pool.execute<Film[]>(text, values, (error, rows) => (error === null ? resolve(rows) : reject(error)))
    })
  }
  const rest = openRawMysql(url)
  return {
    ...rest,
    byKey: async (id) => (await execute(sql.byKey, [id]))[0],
    list: (limit) => execute(sql.list(limit), []),
    updater: async (id) => (is_free) => execute(sql.update, [is_free, id]),
    close: async () => {
      await rest.close()
      await pool.promise().end()
    },
  }
}
