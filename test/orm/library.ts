import {
  boolean,
  choice,
  id,
  int64,
  integer,
  json,
  references,
  text,
  timestamp,
  varchar,
} from "../../orm/field.ts"
import { migrate } from "../../orm/migrate.ts"
import { createTable, migration } from "../../orm/migration.ts"
import { model } from "../../orm/model.ts"
import type { DatabaseKit, TestDatabase } from "../kit/databases.ts"

const authorFields = {
  id: id(),
  name: varchar(20),
  name_key: varchar(40, { derive: { from: "name", by: (name) => name.toLowerCase() } }),
  kind: choice(["admin", "member"], { default: "member" }),
  balance: int64({ default: 0n }),
  last_seen: timestamp({ nullable: true }),
}

/** An account of the tests. */
export class Author extends model("author", authorFields) {}

const filmFields = {
  id: id(),
  name: varchar(255),
  author_id: references("author", { nullable: true }),
  size: integer({ default: 0 }),
  is_free: boolean({ default: true }),
  is_checked: boolean({ nullable: true }),
  about: text({ nullable: true }),
  facts: json<{ width: number; tags?: string[] }>({ nullable: true }),
  created_at: timestamp({ default: "now" }),
  updated_at: timestamp({ default: "now", onUpdate: "now" }),
}

/** A film of the tests, with a column of most kinds. */
export class Film extends model("film", filmFields) {
  label(): string {
    return `${this.name} (${this.size})`
  }
}

/** The tables of both. */
export const tables = migration("0001-tables", [
  createTable("author", authorFields, { unique: [["name_key"]] }),
  createTable("film", filmFields, {
    unique: [["author_id", "name"]],
    indexes: [["is_free", "id"], ["name"]],
  }),
])

/** Runs `work` with the tables in an empty database of its own. */
export async function withLibrary(
  kit: DatabaseKit,
  work: (t: TestDatabase) => Promise<void>,
  settings?: string,
): Promise<void> {
  await using t = await kit.fresh(settings)
  await migrate(t.database, [tables])
  t.seen.length = 0
  await t.database.run(() => work(t))
}
