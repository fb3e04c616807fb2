import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import type { TransactionSession } from "../../../orm/dialect.ts"
import { ConnectionLost, Deadlock } from "../../../orm/errors.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { connectMember } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

/** Lets the commits of so many transactions end otherwise than they would. */
function disturb(
  server: TestServer,
  times: number,
  commit: (session: TransactionSession, commits: () => Promise<void>) => Promise<void>,
): void {
  const { driver } = server.running.app.database
  const begin = driver.begin.bind(driver)
  let left = times
  driver.begin = async () => {
    const session = await begin()
    if (left-- <= 0) return session
    const commits = session.commit.bind(session)
    session.commit = () => commit(session, commits)
    return session
  }
}

function lost(): ConnectionLost {
  return new ConnectionLost("the database went away: a test says so")
}

const request = () => ({ type: "buy_vip", days: 30, price_fen: 3000, request_key: randomUUID() })

function sold(server: TestServer): Promise<number> {
  return server.running.app.database.run(() => LedgerTransaction.count({ kind: "vip" }))
}

forEachDatabase((kit) => {
  test("a commit of which nobody heard that it happened is found out, and answered as it was done", async () => {
    await using server = await startServer({}, kit)
    const member = await connectMember(server)
    const asked = request()
    disturb(server, 1, async (session, commits) => {
      await commits()
      session.rollback = async () => undefined
      throw lost()
    })
    const reply = await member.ok(asked)
    assert.equal(reply.balance_fen, 7000)
    assert.deepEqual(await member.ok(asked), reply)
    assert.equal(await sold(server), 1)
  })

  test("a commit that got lost before it happened is made again", async () => {
    await using server = await startServer({}, kit)
    const member = await connectMember(server)
    const asked = request()
    disturb(server, 1, () => Promise.reject(lost()))
    const reply = await member.ok(asked)
    assert.equal(reply.balance_fen, 7000)
    assert.deepEqual(await member.ok(asked), reply)
    assert.equal(await sold(server), 1)
  })

  test("where the database stays away nothing is said to be done, and a repeat with the same key does it", async () => {
    await using server = await startServer({ logLevel: "silent" }, kit)
    const member = await connectMember(server)
    const asked = request()
    disturb(server, 2, () => Promise.reject(lost()))
    await member.fails("INTERNAL", asked)
    assert.equal((await member.ok(asked)).balance_fen, 7000)
    assert.equal(await sold(server), 1)
  })

  test("whoever loses every deadlock is told that the server is busy, and nothing was done", async () => {
    await using server = await startServer({}, kit)
    const member = await connectMember(server)
    disturb(server, 6, () => Promise.reject(new Deadlock("a test says so")))
    await member.fails("BUSY", request())
    assert.equal(await sold(server), 0)
    await member.ok(request())
  })
})
