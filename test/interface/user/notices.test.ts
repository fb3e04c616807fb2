import assert from "node:assert/strict"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { hostileTexts } from "../../kit/hostile-texts.ts"
import { connectAdmin, connectMember, listIn } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

forEachDatabase((kit) => {
  test("a notice of an admin is there for every member, newest first", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    assert.deepEqual((await member.ok({ type: "check_notice" })).notice_list, [])
    await admin.ok({ type: "release_notice", title: "one", content: "first\nlines\tof it" })
    await admin.ok({ type: "release_notice", title: "two", content: "second" })
    assert.deepEqual((await member.ok({ type: "check_notice" })).notice_list, [
      { title: "two", content: "second" },
      { title: "one", content: "first\nlines\tof it" },
    ])
  })

  test("hostile titles and contents come back unchanged", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const notices = hostileTexts.map((text) => ({
      title: text,
      content: `${text}\u0000\r\n\u001b[31m${text}`,
    }))
    for (const notice of notices) await admin.ok({ type: "release_notice", ...notice })
    assert.deepEqual((await admin.ok({ type: "check_notice" })).notice_list, notices.reverse())
  })

  test("a notice as long as it may be is kept whole, a longer one is refused", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const title = "界".repeat(255)
    const content = "😀".repeat(4000)
    await admin.ok({ type: "release_notice", title, content })
    assert.deepEqual(listIn(await admin.ok({ type: "check_notice" }), "notice_list"), [{ title, content }])
    await admin.fails("BAD_FIELD", { type: "release_notice", title: `${title}x`, content })
    await admin.fails("BAD_FIELD", { type: "release_notice", title, content: `${content}x` })
    await admin.fails("BAD_FIELD", { type: "release_notice", title: "two\nlines", content })
    await admin.fails("BAD_FIELD", { type: "release_notice", title: "", content })
    await admin.fails("BAD_FIELD", { type: "release_notice", title, content: "" })
  })
})
