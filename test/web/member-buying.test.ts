import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { after, before, describe, test } from "node:test"
import { startBrowser, type TestBrowser } from "../kit/browser.ts"
import { isAccessibleInAllLooks, openAs, withoutSockets } from "../kit/member-page.ts"
import { makeVouchers } from "../kit/money.ts"
import { uploadPaid } from "../kit/paid-film.ts"
import { buy } from "../kit/paid-shop.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

type Shop = { readonly server: TestServer; readonly admin: Peer; readonly member: Peer } & AsyncDisposable

/** A library with a paid film of 10 yuan, whose members begin with so much. */
async function openShop(welcomeFen: number): Promise<Shop> {
  const server = await startServer({ gateway: true, priceFen: 1000, priceVipFen: 500, welcomeFen })
  const admin = await connectAdmin(server)
  await uploadPaid(admin, "Dear")
  const member = await connectMember(server)
  return { server, admin, member, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function balance({ member }: Shop): Promise<unknown> {
  return (await member.ok({ type: "vip_terms" })).balance_fen
}

describe("buying", { concurrency: 2 }, () => {
  test("a film is bought once its price was confirmed, and is one's own from then on", async () => {
    await using shop = await openShop(2500)
    await using person = await openAs(browser, shop.server, "member", "/films/1")
    await person.sees("Buy this film to watch it.")
    await person.press("Buy for ¥10.00")
    const dialog = person.page.getByRole("dialog", { name: "Buy this film?" })
    await dialog.getByText("¥15.00").waitFor()
    await person.isAccessible()
    await person.press("Not now")
    assert.equal(await balance(shop), 2500)
    await person.press("Buy for ¥10.00")
    await person.press("Pay ¥10.00")
    await person.sees("“Dear” is yours. ¥15.00 left.")
    await person.sees("You have bought this film: it stays yours.")
    await person.page.getByRole("button", { name: /^Download/ }).waitFor()
    await person.page.reload()
    await person.page.getByRole("button", { name: "Play" }).waitFor()
    assert.equal(await balance(shop), 1500)
  })

  test("a price that changed meanwhile is told before anything is paid", async () => {
    await using shop = await openShop(2500)
    await using person = await openAs(browser, shop.server, "member", "/films/1")
    await person.press("Buy for ¥10.00")
    await shop.admin.ok({ type: "set_price", movie_id: 1, price_fen: 1200 })
    await person.press("Pay ¥10.00")
    await person.sees("it is ¥12.00 now. Nothing was bought yet.")
    assert.equal(await balance(shop), 2500)
    await person.press("Pay ¥12.00")
    await person.sees("“Dear” is yours. ¥13.00 left.")
  })

  test("who has too little is told how much is missing, and where to get it", async () => {
    await using shop = await openShop(700)
    await using person = await openAs(browser, shop.server, "member", "/films/1")
    await person.press("Buy for ¥10.00")
    await person.sees("That is ¥3.00 more than you have.")
    await person.isAccessible()
    await person.follow("Redeem a voucher")
    await person.isAt("Balance")
  })

  test("a film that was bought elsewhere meanwhile costs nothing twice", async () => {
    await using shop = await openShop(2500)
    await using person = await openAs(browser, shop.server, "member", "/films/1")
    await person.press("Buy for ¥10.00")
    await shop.member.ok(buy(1))
    await person.press("Pay ¥10.00")
    await person.sees("“Dear” is yours already; nothing was paid.")
    assert.equal(await balance(shop), 1500)
  })

  test("a purchase whose answer is lost is asked for again under the same key, and paid once", async () => {
    await using shop = await openShop(10_000)
    await using person = await openAs(browser, shop.server, "member", "/downloads")
    person.expectLostServer()
    const { page } = person
    await withoutSockets(person)
    const keys: string[] = []
    let isLosing = true
    await page.route("**/api/v1/buy_movie", async (route) => {
      keys.push(String(route.request().postDataJSON().request_key))
      const response = await route.fetch()
      if (isLosing) await route.abort("connectionreset")
      else await route.fulfill({ response })
    })
    await page.route("**/api/v1/ping", (route) =>
      isLosing ? route.abort("connectionreset") : route.continue(),
    )
    await page.goto(`${shop.server.url}/films/1`)
    await person.press("Buy for ¥10.00")
    await person.press("Pay ¥10.00")
    await until("it was bought, and the answer lost", async () => (await balance(shop)) === 9000)
    isLosing = false
    await person.sees("“Dear” is yours. ¥90.00 left.")
    assert.ok(keys.length > 1)
    assert.equal(new Set(keys).size, 1)
    assert.equal(await balance(shop), 9000)
  })
})

describe("VIP, vouchers and the statement", { concurrency: 2 }, () => {
  test("a member becomes a VIP, for longer too, and films cost less", async () => {
    await using shop = await openShop(100_000)
    await using person = await openAs(browser, shop.server, "member", "/vip")
    await person.isAt("VIP")
    await person.sees("You aren’t a VIP yet.")
    await person.page.getByRole("button", { name: "Become a VIP · 30 days" }).click()
    await person.isAccessible()
    await person.page.getByRole("button", { name: /^Pay ¥/ }).click()
    await person.sees(/You are a VIP until .* left\./)
    await person.page.getByRole("button", { name: "Add 30 days · 30 days" }).click()
    await person.page.getByRole("button", { name: /^Pay ¥/ }).click()
    await until("the days add up", async () => {
      const { vip_until } = await shop.member.ok({ type: "vip_terms" })
      return Date.parse(String(vip_until)) > Date.now() + 59 * 86_400_000
    })
    await person.page.goto(`${shop.server.url}/films/1`)
    await person.page.getByRole("button", { name: "Buy for ¥5.00" }).waitFor()
  })

  test("a voucher's money arrives at once; a typing error is told without asking, a wrong code by the server", async () => {
    await using shop = await openShop(500)
    const { codes } = await makeVouchers(shop.admin, { count: 1, value_fen: 2000 })
    const code = codes[0] ?? ""
    await using person = await openAs(browser, shop.server, "member", "/balance")
    await person.sees("¥5.00")
    const field = person.field("Voucher code")
    await field.fill(`${code.slice(0, -1)}0`)
    await person.sees("No code has 0")
    const last = code.at(-1) === "A" ? "B" : "A"
    await field.fill(code.slice(0, -1) + last)
    await person.sees("There is a typing error in this code.")
    await field.fill(code.toLowerCase().replaceAll("-", " "))
    await person.press("Redeem")
    await person.sees("¥20.00 for your account: you have ¥25.00 now.")
    await person.page.getByRole("cell", { name: "+¥20.00" }).waitFor()
    await field.fill(code)
    await person.press("Redeem")
    await person.sees("You have redeemed this voucher already.")
    assert.equal(await balance(shop), 2500)
  })

  test("days of VIP by a voucher show in the navigation's account at once", async () => {
    await using shop = await openShop(0)
    const { codes } = await makeVouchers(shop.admin, { count: 1, vip_days: 7 })
    await using person = await openAs(browser, shop.server, "member", "/balance")
    await person.field("Voucher code").fill(codes[0] ?? "")
    await person.press("Redeem")
    await person.sees(/7 days of VIP, until/)
    await person.follow("VIP")
    await person.sees(/You are a VIP until/)
  })

  test("the statement tells each movement and what was there after it; what was bought stands beside it", async () => {
    await using shop = await openShop(2500)
    await shop.member.ok(buy(1))
    await using person = await openAs(browser, shop.server, "member", "/balance")
    const rows = person.page.locator("table.lines tbody tr")
    await rows.nth(1).waitFor()
    const lines = await rows.allInnerTexts()
    assert.match(lines[0] ?? "", /Film\s+Dear[\s\S]*-¥10\.00\s+¥15\.00/)
    assert.match(lines[1] ?? "", /Welcome gift\s+[A-Z][\s\S]*\+¥25\.00\s+¥25\.00/)
    await person.page.getByRole("tab", { name: "Your films" }).click()
    await person.page.getByRole("link", { name: "Dear" }).waitFor()
    await person.page.reload()
    await person.page.getByRole("link", { name: "Dear" }).waitFor()
    const link = person.page.getByRole("link", { name: "Dear" })
    await isAccessibleInAllLooks(browser, shop.server, "member", "/balance?show=purchases", (one) =>
      one.page.getByRole("link", { name: "Dear" }).waitFor(),
    )
    await link.click()
    await person.isAt("Dear")
  })

  test("what was refunded stands in the statement with the reason", async () => {
    await using shop = await openShop(2500)
    await shop.member.ok(buy(1))
    const { transactions } = await shop.admin.ok({ type: "list_ledger", kind: "film" })
    assert.ok(Array.isArray(transactions))
    const transaction_id = transactions[0].id
    await shop.admin.ok({ type: "refund", transaction_id, reason: "wrong film", request_key: randomUUID() })
    await using person = await openAs(browser, shop.server, "member", "/balance")
    await person.sees("Dear (wrong film)")
  })

  test("nothing on these pages is in anybody's way", async () => {
    await using shop = await openShop(2500)
    const { server } = shop
    await isAccessibleInAllLooks(browser, server, "member", "/vip", (one) =>
      one.page.locator(".term").first().waitFor(),
    )
    await isAccessibleInAllLooks(browser, server, "member", "/balance", (one) =>
      one.page.locator("table.lines").waitFor(),
    )
    await isAccessibleInAllLooks(browser, server, "member", "/films/1", (one) =>
      one.page.locator(".price").waitFor(),
    )
  })
})
