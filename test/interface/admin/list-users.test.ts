import assert from "node:assert/strict"
import { test } from "node:test"
import { User } from "../../../db/user.ts"
import { now } from "../../../orm/expression.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, connectStaff, listIn, password } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

async function register(peer: Peer, names: readonly string[]): Promise<void> {
  for (const name of names) await peer.ok({ type: "register", name, password, user_type: "user" })
}

/** The names that a search finds, page by page. */
async function namesOf(peer: Peer, request: object, limit: number): Promise<unknown[]> {
  const names: unknown[] = []
  let after: unknown
  do {
    const next = after === undefined ? {} : { after_id: after }
    const page = await peer.ok({ type: "list_users", limit, ...request, ...next })
    names.push(...listIn(page, "users").map((user) => asObject(user).name))
    after = page.next_after_id ?? undefined
  } while (after !== undefined)
  return names
}

function change(
  server: TestServer,
  name: string,
  changes: Parameters<typeof User.update>[1],
): Promise<number> {
  return server.running.app.database.run(() => User.update({ name }, changes))
}

forEachDatabase((kit) => {
  test("list_users goes through all accounts page by page, each once", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await register(admin, ["a", "b", "c", "d"])
    for (const limit of [1, 2, 5, 200]) {
      assert.deepEqual(await namesOf(admin, {}, limit), ["admin", "a", "b", "c", "d"], `pages of ${limit}`)
    }
  })

  test("a search finds the names that begin with it, whatever their case and width, by name and each once", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await register(admin, ["Mei 3", "mei 1", "ＭＥＩ 2", "Amei", "m%", "me_x", "mf"])
    for (const limit of [1, 2, 3, 200]) {
      assert.deepEqual(await namesOf(admin, { search: "MEI" }, limit), ["mei 1", "ＭＥＩ 2", "Mei 3"])
    }
    assert.deepEqual(await namesOf(admin, { search: "m%" }, 9), ["m%"])
    assert.deepEqual(await namesOf(admin, { search: "me_" }, 9), ["me_x"])
    assert.deepEqual(await namesOf(admin, { search: "nobody" }, 9), [])
    await admin.fails("BAD_FIELD", { type: "list_users", search: "" })
    await admin.fails("BAD_FIELD", { type: "list_users", search: "x".repeat(255) })
  })

  test("a number, a mail address or a phone number finds whose it is, before the names that begin with it", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await register(admin, ["ann", "3 bears", "3", "+8613800000000 fan"])
    await change(server, "ann", { email: "Ann@example.com", phone: "+8613800000000" })
    for (const limit of [1, 2, 200]) {
      // Number 3 is called "3 bears", and found once.
      assert.deepEqual(await namesOf(admin, { search: "3" }, limit), ["3 bears", "3"])
      assert.deepEqual(await namesOf(admin, { search: "+86 138-0000-0000" }, limit), ["ann"])
      assert.deepEqual(await namesOf(admin, { search: "+8613800000000" }, limit), [
        "ann",
        "+8613800000000 fan",
      ])
    }
    assert.deepEqual(await namesOf(admin, { search: "Ann@EXAMPLE.com" }, 9), ["ann"])
    assert.deepEqual(await namesOf(admin, { search: "nn@example.com" }, 9), [])
  })

  test("an account is shown with its role, state and balance, and nothing of passwords", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await connectMember(server)
    await admin.ok({ type: "give_vip", name: "member", days: 1 })
    await admin.ok({ type: "lock_user", name: "member" })
    await register(admin, ["gone"])
    await change(server, "gone", { erase_time: now() })
    await change(server, "member", { display_name: "Mei", email: "m@example.com", phone: "+8613800000000" })
    const users = listIn(await admin.ok({ type: "list_users" }), "users").map(asObject)
    const [first, second, third] = users
    assert.ok(first && second && third)
    const { register_time, last_login, vip_until, ...rest } = second
    assert.deepEqual(rest, {
      id: 2,
      name: "member",
      user_type: "user",
      role: null,
      display_name: "Mei",
      is_locked: 1,
      is_erased: 0,
      is_vip: 1,
      balance_fen: 10_000,
      email: "m@example.com",
      phone: "+8613800000000",
    })
    for (const time of [register_time, last_login, vip_until]) assert.ok(Date.parse(String(time)) > 0)
    assert.deepEqual([first.role, first.user_type, first.is_vip, first.is_locked], ["admin", "admin", 0, 0])
    assert.deepEqual([third.is_erased, third.balance_fen], [1, 10_000])
    const shown = await admin.ok({ type: "show_user", name: "MEMBER" })
    const { id, ...account } = asObject(second)
    assert.equal(shown.user_id, id)
    for (const [key, value] of Object.entries(account)) assert.deepEqual(shown[key], value, key)
    const { vip_since, email_is_verified, phone_is_verified, devices } = shown
    assert.ok(Date.parse(String(vip_since)) > 0)
    assert.deepEqual([email_is_verified, phone_is_verified, devices], [0, 0, 0])
    for (const name of ["gone", "nobody"]) await admin.fails("NO_SUCH_USER", { type: "show_user", name })
    assert.ok(!JSON.stringify([users, shown]).includes("argon2"))
  })

  test("only admins are shown how to reach people, and editors nothing of money", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await register(admin, ["ann"])
    await change(server, "ann", { email: "ann@example.com", phone: "+8613800000000" })
    const seen = {
      admin: ["ann@example.com", "+8613800000000", 10_000],
      cashier: [null, null, 10_000],
      editor: [null, null, null],
    }
    const staff = {
      admin,
      cashier: await connectStaff(server, admin, "cashier"),
      editor: await connectStaff(server, admin, "editor"),
    }
    for (const role of ["admin", "cashier", "editor"] as const) {
      const [listed] = listIn(await staff[role].ok({ type: "list_users", search: "ann" }), "users").map(
        asObject,
      )
      const shown = await staff[role].ok({ type: "show_user", name: "ann" })
      for (const user of [listed, shown]) {
        assert.deepEqual([user?.email, user?.phone, user?.balance_fen], seen[role], role)
      }
    }
  })
})
