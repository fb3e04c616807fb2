import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { makeFilm } from "../kit/films.ts"
import { openAs } from "../kit/member-page.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, connectStaff, upload } from "../kit/people.ts"
import { makePicture } from "../kit/pictures.ts"
import { startServer } from "../kit/server.ts"
import { areStaffPagesAccessible, openStaff } from "../kit/staff-page.ts"
import { until } from "../kit/until.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

function paidFilm(admin: Peer, name: string, seed = 1): Promise<number> {
  const { bytes, request } = makeFilm(1000, name, seed)
  return upload(admin, { bytes, request: { ...request, is_free: 0 } })
}

/** How wide the pixels of the first poster on a page are; 0 while there is none. */
async function posterWidth({ page }: Person): Promise<number> {
  const image = page.locator("img.poster").first()
  await image.waitFor()
  await until("the poster is loaded", async () =>
    Boolean(await image.evaluate("document.querySelector('img.poster').complete")),
  )
  return Number(await image.evaluate("document.querySelector('img.poster').naturalWidth"))
}

describe("the staff's pages about films", { concurrency: 2 }, () => {
  test("a film gets another name, a description and prices, and members see them", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    const id = await paidFilm(admin, "General")
    await connectMember(server)
    await using person = await openStaff(browser, server, "films")
    await person.page.getByLabel("Search films").fill("gen")
    await person.follow("General")
    await person.isAt("General")
    await person.field("Name").fill("The General")
    await person.field("Description").fill("A train, and who loves it.")
    await person.page.reload()
    await person.sees("What you typed earlier is still here.")
    await person.press("Save")
    await person.isAt("The General")
    await person.field("Members’ price in yuan").fill("x")
    await person.press("Set prices")
    await person.sees("Say an amount such as 5 or 12.50.")
    await person.field("Members’ price in yuan").fill("8")
    await person.field("VIPs’ price in yuan").fill("2.50")
    await person.press("Set prices")
    await person.sees("Members pay ¥8.00 now, VIPs ¥2.50.")
    await person.field("Offer in yuan").fill("1")
    await person.field("Until").fill("2099-01-01T10:00")
    await person.press("Set the offer")
    await person.sees(/An offer holds until .*2099/)
    await using member = await openAs(browser, server, "member", `/films/${id}`)
    await member.isAt("The General")
    await member.sees("A train, and who loves it.")
    await member.sees("¥1.00")
    await person.field("Free for everybody").check()
    await person.page.getByText("Free", { exact: true }).waitFor()
    await member.page.reload()
    await member.page.getByRole("button", { name: "Play" }).waitFor()
    assert.equal(await member.page.getByText("¥1.00").count(), 0)
  })

  test("a picture becomes the film's poster, is shown to members, and goes again", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    const id = await paidFilm(admin, "Metropolis")
    await connectMember(server)
    await using person = await openStaff(browser, server, `films/${id}`)
    const input = person.page.locator("input[type=file]")
    await input.setInputFiles({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from("no picture") })
    await person.sees("This is no picture in JPEG, PNG, WebP or AVIF that can be read.")
    await input.setInputFiles({ name: "poster.jpg", mimeType: "image/jpeg", buffer: await makePicture() })
    await person.sees("The film has its poster.")
    assert.ok((await posterWidth(person)) > 0)
    await using member = await openAs(browser, server, "member")
    assert.ok((await posterWidth(member)) > 0)
    await person.press("Remove the poster")
    await person.sees("The poster is removed.")
    await member.page.reload()
    await member.page.locator(".drawn").first().waitFor()
  })

  test("a deleted film lies in the trash, comes back, and is purged only when that is meant", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    const id = await paidFilm(admin, "Nosferatu")
    const member = await connectMember(server)
    await member.ok({ type: "buy_movie", movie_id: id, price_fen: 1000, request_key: "buy-nosferatu-once" })
    await using person = await openStaff(browser, server, `films/${id}`)
    await person.press("Move to the trash")
    await person.page.getByRole("dialog").getByRole("button", { name: "Move to the trash" }).click()
    await person.sees("The library is empty.")
    await person.follow("Trash")
    await person.sees("kept: 1 people bought it")
    await person.press("Restore Nosferatu")
    await person.sees("The trash is empty.")
    await admin.ok({ type: "delete_movie", delete_movie_id: id })
    await person.page.reload()
    await person.press("Purge Nosferatu")
    const dialog = person.page.getByRole("dialog")
    await dialog.getByRole("button", { name: "Purge", exact: true }).click()
    await person.sees("1 people have bought this film and lose it: member.")
    await person.isAccessible()
    await person.field("I know that the buyers lose it").check()
    await dialog.getByRole("button", { name: "Purge", exact: true }).click()
    await person.sees("The trash is empty.")
  })

  test("a cashier sets prices and leaves films alone, an editor the other way round", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    const id = await paidFilm(admin, "Safety Last")
    await connectStaff(server, admin, "cashier")
    await connectStaff(server, admin, "editor")
    await using cashier = await openStaff(browser, server, `films/${id}`, { name: "cashier" })
    await cashier.field("Members’ price in yuan").waitFor()
    assert.equal(await cashier.page.getByRole("button", { name: "Move to the trash" }).count(), 0)
    const menu = cashier.page.getByRole("navigation", { name: "Staff menu" })
    assert.equal(await menu.getByRole("link", { name: "Uploads" }).count(), 0)
    await cashier.page.goto(`${server.url}/staff/uploads`)
    await cashier.isAt("This isn't yours to see")
    await using editor = await openStaff(browser, server, `films/${id}`, { name: "editor" })
    await editor.field("Description").waitFor()
    await editor.sees("Prices are for cashiers and admins to set.")
    await editor.page.goto(`${server.url}/staff/vouchers`)
    await editor.isAt("This isn't yours to see")
  })

  test("the store is checked from the page", async () => {
    await using server = await startServer({ gateway: true })
    await paidFilm(await connectAdmin(server), "Sunrise")
    await using person = await openStaff(browser, server, "store")
    await person.press("Check")
    await person.sees("1 films are as they were stored.")
  })

  test("nothing on these pages is in anybody's way", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    const id = await paidFilm(admin, "霸王别姬")
    await admin.ok({ type: "delete_movie", delete_movie_id: await paidFilm(admin, "重庆森林", 2) })
    const sees = (text: string) => (person: Person) => person.sees(text)
    await areStaffPagesAccessible(browser, server, [
      ["films", sees("霸王别姬")],
      [`films/${id}`, sees("¥10.00")],
      ["trash", sees("重庆森林")],
      ["uploads", ({ page }) => page.locator(".empty").waitFor()],
      ["store", ({ page }) => page.getByText(/No check|尚未检查/).waitFor()],
    ])
  })
})
