import type { Link } from "./link.ts"

/** Which server this is, and the collation that compares text byte by byte there, trailing spaces included. */
export interface Server {
  readonly name: string
  readonly isMariadb: boolean
  readonly collation: string
}

/** Asks the server; MySQL before 8.0.17 has no such collation and throws when a table is made. */
export async function serverOf(link: Link): Promise<Server> {
  const [[version] = []] = await link.rows("SELECT VERSION()", [])
  const text = String(version)
  const isMariadb = text.includes("MariaDB")
  const [, number = ""] = /^(\d+\.\d+)/.exec(text) ?? []
  return {
    name: `${isMariadb ? "MariaDB" : "MySQL"} ${number}`,
    isMariadb,
    collation: isMariadb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin",
  }
}
