import assert from "node:assert/strict"
import { test } from "node:test"
import { DownloadRecord } from "../../../db/download-record.ts"
import { Purchase } from "../../../db/purchase.ts"
import { Deadlock } from "../../../orm/errors.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { openShop, type Shop } from "../../kit/paid-shop.ts"

/** Lets the next record of a download lose a deadlock, whether it is stored in a transaction or by itself. */
function loseNextRecord({ server }: Shop): () => number {
  const { driver } = server.running.app.database
  let lost = 0
  const disturb = (sends: Pick<typeof driver, "rows" | "change">): void => {
    const [rows, change] = [sends.rows.bind(sends), sends.change.bind(sends)]
    const maybeLose = (sql: string): void => {
      if (lost > 0 || !sql.startsWith("INSERT INTO `download_record`")) return
      lost++
      throw new Deadlock("a test says so")
    }
    sends.rows = async (statement, params) => {
      maybeLose(statement.sql)
      return await rows(statement, params)
    }
    sends.change = async (statement, params) => {
      maybeLose(statement.sql)
      return await change(statement, params)
    }
  }
  const begin = driver.begin.bind(driver)
  driver.begin = async () => {
    const session = await begin()
    disturb(session)
    return session
  }
  disturb(driver)
  return () => lost
}

forEachDatabase((kit) => {
  test("a download whose record loses a deadlock against purchases and changes of prices goes on", async () => {
    await using shop = await openShop({}, kit)
    const lost = loseNextRecord(shop)
    const reply = await shop.member.ok({ type: "download_movie", movie_id: shop.movieId })
    assert.equal(reply.price_fen, 1000)
    await shop.member.bytes(100)
    assert.equal(lost(), 1)
    assert.deepEqual(await shop.run(() => Promise.all([Purchase.count(), DownloadRecord.count()])), [1, 1])
  })
})
