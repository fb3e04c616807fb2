import assert from "node:assert/strict"
import { test } from "node:test"
import { id, varchar } from "../../orm/field.ts"
import { migrate } from "../../orm/migrate.ts"
import { createTable, migration } from "../../orm/migration.ts"
import { model } from "../../orm/model.ts"
import { forEachDatabase } from "../kit/databases.ts"

class Word extends model("word", { id: id(), text: varchar(20) }) {}
const migrations = [migration("0001-word", [createTable("word", { id: id(), text: varchar(20) })])]

forEachDatabase((kit) => {
  test("a read sees every write that ended before it, another program's included", async () => {
    await using one = await kit.fresh()
    await migrate(one.database, migrations)
    const other = await one.open()
    for (let count = 1; count <= 20; count++) {
      const [writer, reader] = count % 2 === 0 ? [one.database, other] : [other, one.database]
      await writer.run(() => new Word({ text: `word ${count}` }).save())
      assert.equal(await reader.run(() => Word.count()), count)
      assert.equal(await writer.run(() => Word.count()), count)
    }
  })
})
