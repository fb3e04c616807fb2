import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { isAccessibleInAllLooks, openAs } from "../kit/member-page.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

/** The notices' titles, in order. */
async function titles({ page }: Person): Promise<string[]> {
  const all = await page.locator("article h2").allInnerTexts()
  return all.map((text) => text.replace(/^unread\s*/, ""))
}

test("a notice arrives by itself, is counted in the navigation, and no more once it was read", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  await using person = await openAs(browser, server, "member")
  await person.sees("The library is still empty")
  await admin.ok({ type: "release_notice", title: "新片上架", content: "今晚八点\n第二行" })
  await person.sees("1 unread")
  await person.page
    .getByRole("link", { name: /^Notices/ })
    .first()
    .click()
  await person.isAt("Notices")
  await person.sees("新片上架")
  await admin.ok({ type: "release_notice", title: "Second", content: "It comes while one reads." })
  await person.sees("It comes while one reads.")
  assert.deepEqual(await titles(person), ["Second", "新片上架"])
  await until("both count as read once they were seen", async () => {
    const { unread_notices } = await member.ok({ type: "who_am_i", with: "account" })
    return unread_notices === 0
  })
  await until("nothing is marked", async () => (await person.page.locator(".unread").count()) === 0)
  await person.page.reload()
  await person.sees("Second")
  assert.equal(await person.page.locator(".unread").count(), 0)
})

test("a notice that is longer than the screen is read when its end was in sight", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  const content = Array.from({ length: 200 }, (_, line) => `Rule ${line + 1}`).join("\n")
  await admin.ok({ type: "release_notice", title: "The rules of the house", content })
  await using person = await openAs(browser, server, "member", "/notices", { size: "phone" })
  await person.sees("Rule 1")
  await person.page.keyboard.press("End")
  await until("it counts as read", async () => {
    const { unread_notices } = await member.ok({ type: "who_am_i", with: "account" })
    return unread_notices === 0
  })
})

test("a notice that asks for it is confirmed by a button, and stays confirmed", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  await admin.ok({ type: "release_notice", title: "Old", content: "Before." })
  await admin.ok({
    type: "release_notice",
    title: "Rules",
    content: "Please read.",
    must_acknowledge: 1,
    pinned: 1,
  })
  await admin.ok({ type: "release_notice", title: "New", content: "After." })
  await using person = await openAs(browser, server, "member", "/notices")
  await person.sees("Please confirm that you have read this.")
  assert.deepEqual(await titles(person), ["Rules", "New", "Old"])
  await person.press("I have read it")
  await person.sees("Confirmed")
  await person.page.reload()
  await person.sees("Confirmed")
  const { notices } = await member.ok({ type: "list_notices", which: "to_acknowledge" })
  assert.deepEqual(notices, [])
})

test("all are marked as read by one press; nothing on the page is in anybody's way", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  await connectMember(server)
  {
    await using person = await openAs(browser, server, "member", "/notices")
    await person.sees("No notices")
    await person.isAccessible()
  }
  for (let number = 1; number <= 40; number++) {
    await admin.ok({
      type: "release_notice",
      title: `Notice ${number}`,
      content: "Text.",
      must_acknowledge: number % 2,
    })
  }
  await isAccessibleInAllLooks(browser, server, "member", "/notices", async (one) => {
    await one.sees("Notice 40")
  })
  await using person = await openAs(browser, server, "member", "/notices")
  await person.press("Mark all as read")
  await until("those that are shown count no more", async () => {
    const mark = person.page.locator(".bar .unread [aria-hidden]")
    return (await mark.count()) === 0 || Number(await mark.innerText()) <= 10
  })
})
