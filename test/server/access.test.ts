import assert from "node:assert/strict"
import { test } from "node:test"
import { protocol } from "../../interface/protocol.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

/** Who may send each message of the wire contract. */
const contract = {
  register: "anyone",
  login: "anyone",
  logout: "member",
  check_movie: "admin",
  upload_movie: "admin",
  get_movie_list: "member",
  delete_movie: "admin",
  release_notice: "admin",
  buy_vip: "member",
  download_movie: "member",
  check_download_record: "member",
  check_notice: "member",
} as const

const access = new Map<string, string>(protocol.map((message) => [message.type, message.access]))

test("the table has every message of the contract, for those whom the contract names", () => {
  for (const [type, who] of Object.entries(contract)) assert.equal(access.get(type), who, type)
})

forEachDatabase((kit) => {
  test("whoever is not logged in is told to log in first, in the language asked for", async () => {
    await using server = await startServer({}, kit)
    const peer = await server.connect()
    for (const [type, who] of access) {
      if (who === "anyone") continue
      for (const session of [undefined, "", "made up", "A".repeat(43), 1, null, {}, ["x"], true]) {
        const request = { type, session, user_id: 1, file_size: 0 }
        const reply = await peer.fails("NOT_LOGGED_IN", { ...request, lang: "zh" })
        assert.equal(reply.msg, "请先登录")
        assert.equal((await peer.fails("NOT_LOGGED_IN", request)).msg, "Please log in first.")
      }
    }
  })

  test("a server set to Chinese answers in Chinese where a request names no language", async () => {
    await using server = await startServer({ lang: "zh" }, kit)
    const peer = await server.connect()
    for (const lang of [undefined, "fr", 7, null, ["en"]]) {
      assert.equal((await peer.fails("NOT_LOGGED_IN", { type: "logout", lang })).msg, "请先登录")
    }
    assert.equal(
      (await peer.fails("NOT_LOGGED_IN", { type: "logout", lang: "en" })).msg,
      "Please log in first.",
    )
  })

  test("a member's request for an admin's message is refused, whatever user_id or user_type it claims", async () => {
    await using server = await startServer({}, kit)
    await connectAdmin(server)
    const member = await connectMember(server)
    for (const [type, who] of access) {
      if (who !== "admin") continue
      await member.fails("NOT_ALLOWED", { type, user_id: 1, user_type: "admin", is_admin: 1, file_size: 0 })
    }
    await member.ok({ type: "who_am_i" })
  })

  test("a session presented by another connection is its owner there, and rights go with it", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    assert.equal((await member.ok({ type: "who_am_i", session: admin.session })).user_type, "admin")
    await member.ok({ type: "list_users", session: admin.session })
    assert.equal((await member.ok({ type: "who_am_i" })).user_type, "user")
    assert.equal((await admin.ok({ type: "who_am_i", session: member.session })).user_type, "user")
  })
})
