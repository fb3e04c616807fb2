import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { startBrowser, type TestBrowser } from "../kit/browser.ts"
import { openAs, withoutSockets } from "../kit/member-page.ts"
import { connectAdmin, connectMember, connectSecondAdmin, password } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { openStaff } from "../kit/staff-page.ts"
import { until } from "../kit/until.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

for (const [path, first, second] of [
  ["/account", "Profile", "Name and password"],
  ["/balance", "Statement", "Your films"],
] as const) {
  test(`an arrow key goes to the next tab of ${path}, and takes the focus along`, async () => {
    await using server = await startServer({ gateway: true })
    await connectMember(server)
    await using person = await openAs(browser, server, "member", path)
    await person.page.getByRole("tab", { name: first }).focus()
    for (const name of [second, first, second]) {
      await person.page.keyboard.press(name === first ? "ArrowLeft" : "ArrowRight")
      await person.page.locator("[role=tab]:focus[aria-selected=true]", { hasText: name }).waitFor()
    }
  })
}

test("a list that failed after another search is asked for again as a whole, not gone on with", async () => {
  await using server = await startServer({ gateway: true })
  await connectAdmin(server)
  for (const name of ["anna0", "anna1"]) await connectMember(server, name)
  await connectMember(server, "berta")
  await using person = await openStaff(browser, server, "films")
  await withoutSockets(person)
  let refusals = 0
  await person.page.route("**/api/v1/list_users", (route) => {
    const asked = route.request().postDataJSON()
    // The second page doesn't come while one looks.
    if (asked.search === "anna" && asked.after_id !== undefined) return
    if (asked.search === "anna") return route.continue({ postData: { ...asked, limit: 1 } })
    refusals += 1
    if (refusals > 1) return route.continue()
    return route.fulfill({ status: 503, json: { flag: false, code: "BUSY", msg: "Too busy." } })
  })
  await person.page.goto(`${server.url}/staff/members?search=anna`)
  await person.sees("anna0")
  await person.page.getByRole("searchbox").fill("berta")
  await person.sees("Too busy.")
  assert.equal(await person.page.getByText("anna0").count(), 0)
  await person.page.getByRole("button", { name: "Show more" }).click()
  await person.sees("berta")
})

test("a list whose first page failed can be asked for again", async () => {
  await using server = await startServer({ gateway: true })
  await connectAdmin(server)
  await using person = await openStaff(browser, server, "films")
  await withoutSockets(person)
  let asked = 0
  await person.page.route("**/api/v1/list_trash", (route) => {
    asked += 1
    if (asked > 1) return route.continue()
    return route.fulfill({ status: 503, json: { flag: false, code: "BUSY", msg: "Too busy." } })
  })
  await person.page.goto(`${server.url}/staff/trash`)
  await person.sees("Too busy.")
  await person.page.getByRole("button", { name: "Show more" }).click()
  await person.sees("The trash is empty")
})

test("a search waits for the end of what an input method puts together: half a syllable is no search", async () => {
  await using server = await startServer({ gateway: true })
  await connectAdmin(server)
  await connectMember(server, "中文")
  await using person = await openStaff(browser, server, "films")
  await withoutSockets(person)
  const asked: unknown[] = []
  await person.page.route("**/api/v1/list_users", (route) => {
    asked.push(route.request().postDataJSON().search)
    return route.continue()
  })
  await person.page.goto(`${server.url}/staff/members`)
  await person.sees("中文")
  await person.page.getByRole("searchbox").focus()
  const keyboard = await person.page.context().newCDPSession(person.page)
  await keyboard.send("Input.imeSetComposition", { text: "zhong", selectionStart: 5, selectionEnd: 5 })
  // Twice as long as fingers rest before a search.
  await delay(400)
  await keyboard.send("Input.insertText", { text: "中" })
  await until("the whole is searched for", () => asked.includes("中"))
  assert.deepEqual(asked, [undefined, "中"])
})

test("what is typed beside a member's statement doesn't have it loaded anew", async () => {
  await using server = await startServer({ gateway: true })
  await connectAdmin(server)
  await connectMember(server)
  await using person = await openStaff(browser, server, "films")
  await withoutSockets(person)
  let asked = 0
  await person.page.route("**/api/v1/list_ledger", (route) => {
    asked += 1
    return route.continue()
  })
  await person.page.goto(`${server.url}/staff/members/member`)
  await person.sees("¥100.00")
  await person.field("Reason").pressSequentially("why")
  await person.press("Adjust the balance")
  await person.sees("Say an amount")
  assert.equal(asked, 1)
})

test("a button that is pressed by keyboard keeps the focus, and does nothing twice while it is busy", async () => {
  await using server = await startServer({ gateway: true })
  await connectAdmin(server)
  await connectMember(server)
  await using person = await openStaff(browser, server, "films")
  await withoutSockets(person)
  const held = Promise.withResolvers<void>()
  let given = 0
  await person.page.route("**/api/v1/give_vip", async (route) => {
    given += 1
    await held.promise
    return route.continue()
  })
  await person.page.goto(`${server.url}/staff/members/member`)
  const button = person.page.getByRole("button", { name: "Give VIP" })
  await button.focus()
  for (const key of ["Enter", "Enter", "Space"]) await person.page.keyboard.press(key)
  await person.field("Days").press("Enter")
  await button.focus()
  held.resolve()
  await person.sees("member is a VIP until")
  assert.equal(given, 1)
  await person.page.locator("button:focus", { hasText: "Give VIP" }).waitFor()
})

test("a question that is put again doesn't show what went wrong before; closed, it still tells", async () => {
  await using server = await startServer({ gateway: true })
  await connectAdmin(server)
  await connectMember(server)
  await using person = await openStaff(browser, server, "films")
  await withoutSockets(person)
  await person.page.goto(`${server.url}/staff/members/member`)
  const held: (() => Promise<void>)[] = []
  await person.page.route("**/api/v1/lock_user", (route) => {
    held.push(() => route.fulfill({ status: 503, json: { flag: false, code: "BUSY", msg: "Too busy." } }))
  })
  const dialog = person.page.getByRole("dialog")
  const lock = async (): Promise<void> => {
    await dialog.getByRole("button", { name: "Lock the account" }).click()
    await until("the request is held", () => held.length > 0)
  }
  await person.press("Lock the account")
  await lock()
  await held.shift()?.()
  await dialog.getByText("Too busy.").waitFor()
  await dialog.getByRole("button", { name: "Cancel" }).click()
  await person.press("Lock the account")
  await dialog.waitFor()
  assert.equal(await dialog.getByText("Too busy.").count(), 0)
  await lock()
  await dialog.getByRole("button", { name: "Cancel" }).click()
  await held.shift()?.()
  await person.page.locator(".toast").getByText("Too busy.").waitFor()
})

test("who logs in in another tab finds nothing of the one before in this one", async () => {
  await using server = await startServer({ gateway: true })
  const member = await connectMember(server)
  await member.ok({ type: "set_profile", display_name: "Alpha" })
  await connectMember(server, "other")
  await using person = await openAs(browser, server, "member", "/account")
  const shown = person.field("What we call you")
  assert.equal(await shown.inputValue(), "Alpha")
  await person.hears("Subscribed.")
  const data = { name: "other", password, user_type: "user" }
  await person.page.request.post(`${server.url}/session`, { data, headers: { origin: server.url } })
  await person.sees("other")
  await person.page.waitForFunction(
    "![...document.querySelectorAll('input')].some(({ value }) => value === 'Alpha')",
  )
})

test("who logs out in another tab is logged out in this one also where no socket tells it", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await openAs(browser, server, "member")
  await withoutSockets(person)
  await person.page.goto(`${server.url}/balance`)
  await person.isAt("Balance")
  const second = await person.page.context().newPage()
  await second.goto(`${server.url}/account`)
  await second.getByRole("button", { name: "Log out" }).click()
  await person.isAt("Log in")
})

test("what one of the staff was writing is nothing to who logs in next in the same tab", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  await connectSecondAdmin(server, admin)
  await using person = await openStaff(browser, server, "notices/new")
  const heading = person.page.getByRole("textbox").first()
  const logInAs = async (name: string): Promise<void> => {
    const data = { name, password, user_type: "admin" }
    await person.page.request.post(`${server.url}/session`, { data, headers: { origin: server.url } })
    await person.page.goto(`${server.url}/staff/notices/new`)
  }
  await heading.fill("A secret plan")
  await logInAs("second")
  assert.equal(await heading.inputValue(), "")
  await logInAs("admin")
  assert.equal(await heading.inputValue(), "A secret plan")
})

test("a table breaks no amount in two, and its cards on a phone name nothing that isn't there", async () => {
  await using server = await startServer({ gateway: true })
  const admin = await connectAdmin(server)
  await connectMember(server)
  const reason = "A reason that is long enough to want all of the room that there is in a row of the ledger"
  await admin.ok({
    type: "adjust_balance",
    name: "member",
    amount_fen: 1_234_567,
    reason,
    request_key: "adjust-for-the-table",
  })
  await using wide = await openStaff(browser, server, "members/member")
  const amount = wide.page.getByRole("cell", { name: "¥12345.67" })
  await amount.waitFor()
  const height = amount.locator("div").evaluate((cell) => cell.scrollHeight)
  assert.ok(Number(await height) < 40, "an amount stands in one line")
  await using phone = await openStaff(browser, server, "members/member", { size: "phone" })
  await phone.sees(reason)
  assert.equal(await phone.page.locator("td[data-label=Actions]").locator("visible=true").count(), 0)
})

test("a day in an address that is none filters nothing", async () => {
  await using server = await startServer({ gateway: true })
  await connectAdmin(server)
  await using person = await openStaff(browser, server, "money?from=nonsense&until=99999-01-01")
  await person.sees("Nothing was booked")
})
