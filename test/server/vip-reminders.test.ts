import assert from "node:assert/strict"
import { test } from "node:test"
import { Notice } from "../../db/notice.ts"
import { User } from "../../db/user.ts"
import { remindVips } from "../../server/jobs/remind-vips.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { connectAdmin, connectMember, listIn } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"

const dayMs = 86_400_000

/** Runs the reminders once on a server, as so many servers at the same moment. */
async function remind(server: TestServer, servers = 1): Promise<void> {
  const { signal } = new AbortController()
  const { database } = server.running.app
  const job = remindVips(server.running.app)
  await Promise.all(Array.from({ length: servers }, () => database.run(() => job.run(signal))))
}

function endIn(server: TestServer, name: string, days: number): Promise<number> {
  const vip_until = new Date(Date.now() + days * dayMs)
  return server.running.app.database.run(() => User.update({ name }, { vip_until }))
}

async function told(server: TestServer): Promise<unknown[]> {
  const notices = await server.running.app.database.run(() => Notice.select({}, { orderBy: "id" }))
  return notices.map(({ title, user_id }) => `${user_id}: ${title}`)
}

forEachDatabase((kit) => {
  test("a VIP is told once before the end and once after it, whoever runs the job, and again after renewing", async () => {
    await using server = await startServer({ vipReminderDays: 3 }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    await endIn(server, "member", 10)
    await remind(server)
    assert.deepEqual(await told(server), [])
    await endIn(server, "member", 2)
    await remind(server, 5)
    await remind(server)
    assert.deepEqual(await told(server), ["2: Your VIP ends soon"])
    await endIn(server, "member", 2.5)
    await remind(server, 5)
    assert.equal((await told(server)).length, 2)
    assert.deepEqual((await member.ok({ type: "who_am_i", with: "account" })).unread_notices, 2)
    await endIn(server, "member", -1)
    await remind(server, 5)
    await remind(server)
    assert.deepEqual((await told(server)).slice(2), ["2: Your VIP has ended"])
    const [newest] = listIn(await member.ok({ type: "check_notice" }), "notice_list")
    assert.match(Object(newest).content, /^Your VIP ended on \d{4}-\d\d-\d\d \d\d:\d\d UTC\./)
    // They are nobody else's, and no editor's business.
    assert.deepEqual(listIn(await admin.ok({ type: "check_notice" }), "notice_list"), [])
    assert.deepEqual(listIn(await admin.ok({ type: "list_all_notices" }), "notices"), [])
  })

  test("an end of long ago is told to nobody, one that a stopped server missed is, in its language", async () => {
    await using server = await startServer({ lang: "zh" }, kit)
    await connectAdmin(server)
    await connectMember(server, "old")
    await connectMember(server, "missed")
    await endIn(server, "old", -31)
    await endIn(server, "missed", -29)
    await remind(server)
    assert.deepEqual(await told(server), ["3: 您的会员已到期"])
  })

  test("ends that all come at the same moment are told to everybody, and with 0 days nobody is told", async () => {
    await using server = await startServer({}, kit)
    await connectAdmin(server)
    const { database } = server.running.app
    const vip_until = new Date(Date.now() + dayMs)
    const many = Array.from({ length: 1100 }, (_, number) => `m${number}`)
    await database.run(async () => {
      await User.insert(
        many.map((name) => ({ name, password_hash: "x", user_type: "user" as const, vip_until })),
      )
    })
    const silent = remindVips({ ...server.running.app, settings: { ...server.settings, vipReminderDays: 0 } })
    await database.run(() => silent.run(new AbortController().signal))
    assert.deepEqual(await told(server), [])
    await remind(server, 2)
    assert.equal(new Set(await told(server)).size, 1100)
    assert.equal((await told(server)).length, 1100)
  })
})
