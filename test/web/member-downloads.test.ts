import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { after, before, describe, test } from "node:test"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { makeFilm } from "../kit/films.ts"
import { getInLine, hold, letGo, lineSeenBy, nobodyThere, oneSlot } from "../kit/line.ts"
import { openAs, withoutSockets } from "../kit/member-page.ts"
import { connectAdmin, connectMember, password, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

const film = makeFilm(3_000_000, "《霸王别姬》 1.mkv")
const downloadButton = /^Download ·/

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex")
}

/** Waits for a download that something begins, and checks that it is the film. */
async function getsFilm({ page }: Person, begin: () => Promise<void>): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent("download"), begin()])
  assert.equal(download.suggestedFilename(), "《霸王别姬》 1.mkv")
  assert.equal(sha256(await readFile(await download.path())), sha256(film.bytes))
}

describe("downloading", { concurrency: 2 }, () => {
  test("a film arrives whole under its name, and stands among the downloads", async () => {
    await using server = await startServer({ gateway: true })
    await upload(await connectAdmin(server), film)
    await connectMember(server)
    await using person = await openAs(browser, server, "member", "/films/1")
    await getsFilm(person, () => person.page.getByRole("button", { name: downloadButton }).click())
    await person.sees("Your browser has the download now")
    await person.isAccessible()
    await person.follow("Downloads")
    await person.page.getByRole("link", { name: "《霸王别姬》 1.mkv" }).waitFor()
    await person.sees(/all of it sent/)
  })

  test("who isn't a VIP sees how long it takes to begin, and may look at other pages meanwhile", async () => {
    await using server = await startServer({ gateway: true, downloadWaitS: 3600 })
    await upload(await connectAdmin(server), film)
    await connectMember(server)
    await using person = await openAs(browser, server, "member", "/films/1")
    await person.page.getByRole("button", { name: downloadButton }).click()
    await person.sees("The download starts in")
    await person.follow("Balance")
    await person.isAt("Balance")
    const tray = person.page.getByRole("complementary", { name: "Downloads that wait" })
    await tray.waitFor()
    await person.isAccessible()
    await person.page.reload()
    await tray.waitFor()
  })

  test("who isn't a VIP has the film after the wait", async () => {
    await using server = await startServer({ gateway: true, downloadWaitS: 1 })
    await upload(await connectAdmin(server), film)
    await connectMember(server)
    await using person = await openAs(browser, server, "member", "/films/1")
    await getsFilm(person, async () => {
      await person.page.getByRole("button", { name: downloadButton }).click()
    })
    await until("nothing waits any more", async () => (await person.page.locator(".tray").count()) === 0)
  })

  test("one that fails can be given up, so that it isn't in the way on other pages", async () => {
    await using server = await startServer({ gateway: true })
    await upload(await connectAdmin(server), film)
    await connectMember(server)
    await using person = await openAs(browser, server, "member")
    await withoutSockets(person)
    await person.page.route("**/api/v1/download_movie", (route) =>
      route.fulfill({ status: 404, json: { flag: false, code: "NO_SUCH_MOVIE", msg: "No such film." } }),
    )
    await person.page.goto(`${server.url}/films/1`)
    await person.page.getByRole("button", { name: downloadButton }).click()
    await person.sees("No such film.")
    await person.follow("Balance")
    const tray = person.page.getByRole("complementary", { name: "Downloads that wait" })
    await tray.getByText("No such film.").waitFor()
    await person.isAccessible()
    await tray.getByRole("button", { name: "Cancel" }).click()
    await tray.waitFor({ state: "detached" })
    await person.page.reload()
    await person.isAt("Balance")
    assert.equal(await tray.count(), 0)
  })

  test("a link for other programs brings the film without logging in", async () => {
    await using server = await startServer({ gateway: true })
    await upload(await connectAdmin(server), film)
    await connectMember(server)
    await using person = await openAs(browser, server, "member", "/films/1")
    await person.page.getByText("Other ways to download").click()
    await person.press("Make a link")
    const link = await person.page.getByRole("textbox", { name: "Link" }).inputValue()
    assert.match(link, new RegExp(`^${server.url}/films/1/file\\?link=`))
    await person.isAccessible()
    const answer = await fetch(link)
    assert.equal(sha256(Buffer.from(await answer.arrayBuffer())), sha256(film.bytes))
  })
})

describe("the line", { concurrency: 2 }, () => {
  test("of two people the second one sees their place, and has the film when the first one is through", async () => {
    await using server = await startServer({ gateway: true, ...oneSlot })
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const other = await connectMember(server, "other")
    const held = await hold(other)
    await connectMember(server)
    await using person = await openAs(browser, server, "member", "/films/1")
    await getsFilm(person, async () => {
      await person.page.getByRole("button", { name: downloadButton }).click()
      await person.sees("You are in line")
      await person.sees("You are next.")
      await person.isAccessible()
      assert.deepEqual((await lineSeenBy(admin)).line, ["member"])
      await letGo(other, held)
    })
  })

  test("how many are in front is told as it changes, and a reload keeps the place", async () => {
    await using server = await startServer({ gateway: true, ...oneSlot })
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const first = await connectMember(server, "first")
    const held = await hold(first)
    const second = await connectMember(server, "second")
    const place = await getInLine(second)
    await connectMember(server)
    const last = await connectMember(server, "last")
    await using person = await openAs(browser, server, "member", "/films/1")
    await person.page.getByRole("button", { name: downloadButton }).click()
    await person.sees("1 person is in front of you.")
    await getInLine(last)
    await person.page.reload()
    await person.sees("1 person is in front of you.")
    assert.deepEqual((await lineSeenBy(admin)).line, ["second", "member", "last"])
    await second.ok({ type: "leave_queue", place })
    await person.sees("You are next.")
    await getsFilm(person, () => letGo(first, held))
  })

  test("who leaves the line, or the film's page while they wait to watch, keeps nobody waiting", async () => {
    await using server = await startServer({ gateway: true, ...oneSlot })
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const other = await connectMember(server, "other")
    const held = await hold(other)
    await connectMember(server)
    await using person = await openAs(browser, server, "member", "/films/1")
    await person.page.getByRole("button", { name: downloadButton }).click()
    await person.press("Leave the line")
    await person.page.getByRole("button", { name: downloadButton }).waitFor()
    await until("nobody is in line", async () => (await lineSeenBy(admin)).line.length === 0)
    await person.press("Play")
    await person.sees("You are next.")
    await person.follow("All films")
    await until("nobody is in line", async () => (await lineSeenBy(admin)).line.length === 0)
    await letGo(other, held)
    await nobodyThere(admin)
  })
})

test("who logs in next in the same tab finds nothing of what another asked for", async () => {
  await using server = await startServer({ gateway: true, downloadWaitS: 600 })
  await upload(await connectAdmin(server), film)
  await connectMember(server, "first")
  await connectMember(server, "second")
  await using person = await openAs(browser, server, "first", "/films/1")
  await person.page.getByRole("button", { name: downloadButton }).click()
  await person.sees("The download starts in")
  await person.follow("Balance")
  await person.page.getByRole("complementary", { name: "Downloads that wait" }).waitFor()
  const data = { name: "second", password, user_type: "user" }
  await person.page.request.delete(`${server.url}/session`)
  await person.page.request.post(`${server.url}/session`, { data })
  await person.page.goto(`${server.url}/balance`)
  await person.isAt("Balance")
  await person.follow("Films")
  await person.page.locator(".film-card").click()
  await person.page.getByRole("button", { name: downloadButton }).waitFor()
  assert.equal(await person.page.locator(".tray").count(), 0)
})
