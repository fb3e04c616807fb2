import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { after, before, describe, test } from "node:test"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { makeFilm } from "../kit/films.ts"
import { openAs, withoutSockets } from "../kit/member-page.ts"
import { connectAdmin, connectMember, numberIn, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { areStaffPagesAccessible, openStaff } from "../kit/staff-page.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

/** The text of the file that a press has the browser save. */
async function savedBy({ page }: Person, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()])
  return readFile(await download.path(), "utf8")
}

describe("the staff's pages about money and figures", { concurrency: 2 }, () => {
  test("vouchers are made once, their codes shown once and saved, and a member redeems one", async () => {
    await using server = await startServer({ gateway: true })
    await connectAdmin(server)
    await connectMember(server)
    await using person = await openStaff(browser, server, "vouchers")
    await person.field("Yuan each").fill("12.50")
    await person.field("How many").fill("3")
    await person.press("Make vouchers")
    const dialog = person.page.getByRole("dialog")
    await person.sees("Make 3 vouchers worth ¥12.50 each?")
    await dialog.getByRole("button", { name: "Make vouchers" }).click()
    await person.sees("Batch 1: 3 vouchers")
    await person.isAccessible()
    await person.page.reload()
    await person.follow("Money")
    await person.follow("Vouchers")
    await person.sees("Batch 1: 3 vouchers")
    const csv = await savedBy(person, () => person.press("Download as CSV"))
    const codes = csv.match(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/g) ?? []
    assert.equal(new Set(codes).size, 3)
    await person.press("I have saved them")
    await person.page.reload()
    await person.field("Yuan each").waitFor()
    await using member = await openAs(browser, server, "member", "/balance")
    await member.page
      .getByRole("textbox")
      .first()
      .fill(codes[0] ?? "")
    await member.press("Redeem")
    await member.sees("¥112.50")
    await person.follow("Batch 1")
    await person.sees("1 of 3")
    await person.press("Revoke the unused")
    await dialog.getByRole("button", { name: "Revoke the unused" }).click()
    await person.sees("2 vouchers are revoked.")
    await person.sees("Revoked")
  })

  test("an order whose answer was lost by a reload brings the same codes", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    await using person = await openStaff(browser, server, "vouchers")
    await person.page.routeWebSocket("**/ws", (socket) => socket.close())
    let isDeaf = true
    const heard = Promise.withResolvers<void>()
    // The server does what it is asked for, and nobody hears of it.
    await person.page.route("**/api/v1/make_vouchers", async (route) => {
      if (!isDeaf) return route.continue()
      await route.fetch()
      heard.resolve()
    })
    person.expectLostServer()
    await person.page.reload()
    const order = async (): Promise<void> => {
      await person.field("Yuan each").fill("5")
      await person.press("Make vouchers")
      await person.page.getByRole("dialog").getByRole("button", { name: "Make vouchers" }).click()
    }
    await order()
    await heard.promise
    isDeaf = false
    await person.page.reload()
    await order()
    await person.sees("Batch 1: 10 vouchers")
    const { batches } = await admin.ok({ type: "list_voucher_batches" })
    assert.ok(Array.isArray(batches) && batches.length === 1)
  })

  test("a balance is adjusted and a purchase refunded, each with a reason; the books stay right", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    const { bytes, request } = makeFilm(1000, "Metropolis")
    const id = await upload(admin, { bytes, request: { ...request, is_free: 0 } })
    const member = await connectMember(server)
    await member.ok({ type: "buy_movie", movie_id: id, price_fen: 1000, request_key: "buy-metropolis-once" })
    await using person = await openStaff(browser, server, "members/member")
    await person.field("Amount in yuan").fill("-20,5")
    await person.press("Adjust the balance")
    await person.sees("Say an amount such as 5 or 12.50.")
    await person.field("Amount in yuan").fill("-20.50")
    await person.field("Reason").fill("Paid out at the desk")
    await person.press("Adjust the balance")
    const dialog = person.page.getByRole("dialog")
    await person.sees("Book -¥20.50 on member’s account?")
    await dialog.getByRole("button", { name: "Adjust the balance" }).click()
    await person.sees("The balance is ¥69.50 now.")
    await person.press("Refund")
    await dialog.getByRole("button", { name: "Refund" }).click()
    await person.sees("Please fill this in.")
    await dialog.getByLabel("Reason").fill("Wrong film")
    await dialog.getByRole("button", { name: "Refund" }).click()
    await person.sees("Refunded. The balance is ¥79.50 now.")
    assert.equal(numberIn(await member.ok({ type: "list_statement" }), "balance_fen"), 7950)
    await person.follow("Money")
    await person.field("Kind").selectOption("refund")
    await person.sees("undoes no.")
    await person.page.getByText("Paid out at the desk").waitFor({ state: "detached" })
    const csv = await savedBy(person, () => person.press("Download as CSV"))
    assert.match(csv, /Wrong film/)
    assert.doesNotMatch(csv, /Paid out/)
    await person.page.getByRole("tab", { name: "Sums" }).click()
    await person.sees("Members’ balances")
    await person.page.getByRole("tab", { name: "Check" }).click()
    await person.press("Check the books")
    await person.sees(/The books are right: \d+ rows were checked\./)
  })

  test("the figures are those of the library, as plots and as tables", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    const { bytes, request } = makeFilm(5000, "Sunrise")
    const id = await upload(admin, { bytes, request: { ...request, is_free: 0 } })
    const member = await connectMember(server)
    await member.ok({ type: "buy_movie", movie_id: id, price_fen: 1000, request_key: "buy-sunrise-once" })
    await member.ok({ type: "download_movie", movie_id: id })
    await member.bytes(bytes.length)
    await using person = await openStaff(browser, server, "statistics")
    await person.sees("Films by downloads")
    const row = person.page.getByRole("row", { name: /Sunrise/ })
    assert.match(await row.innerText(), /Sunrise\s+1/)
    await person.page.locator(".plot canvas").nth(1).waitFor()
    const income = person.page.locator(".plot", { hasText: "Income by day" })
    await income.getByText("As a table").click()
    assert.match(await income.locator("tbody tr").first().innerText(), /¥10\.00/)
    assert.match(await person.page.getByRole("row", { name: /Library/ }).innerText(), /5 KB \(1\)/)
    await person.page.getByLabel("Time").selectOption("7")
    await person.sees("What happened in the last 7 days.")
    await person.isAccessible()
  })

  test("a year whose sums don't come shows, and saves, none of another year", async () => {
    await using server = await startServer({ gateway: true })
    await connectAdmin(server)
    await connectMember(server)
    await using person = await openStaff(browser, server, "films")
    await withoutSockets(person)
    await person.page.goto(`${server.url}/staff/money?tab=sums`)
    await person.sees("Members’ balances")
    await person.page.route("**/api/v1/ledger_sums", (route) =>
      route.fulfill({ status: 503, json: { flag: false, code: "BUSY", msg: "Too busy." } }),
    )
    await person.field("Year").selectOption({ index: 1 })
    await person.sees("Too busy.")
    assert.equal(await person.page.getByText("Members’ balances").count(), 0)
    assert.equal(await person.page.getByRole("button", { name: "Download as CSV" }).count(), 0)
  })

  test("nothing on these pages is in anybody's way", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    await connectMember(server)
    const order = { value_fen: 500, count: 2, seed: "a".repeat(64), request_key: "vouchers-for-the-test" }
    await admin.ok({ type: "make_vouchers", ...order })
    const sees = (text: string | RegExp) => (person: Person) => person.sees(text)
    await areStaffPagesAccessible(browser, server, [
      ["vouchers", sees("¥5.00")],
      ["vouchers/1", sees("¥5.00")],
      ["money", sees("welcome")],
      ["money?tab=sums", sees("gifts")],
      ["money?tab=books", sees(/Check the books|核对账目/)],
      ["statistics", ({ page }) => page.locator(".plot canvas").nth(1).waitFor()],
      ["invitations", ({ page }) => page.locator("form").first().waitFor()],
      ["notices/new", ({ page }) => page.locator("form").waitFor()],
    ])
  })
})
