import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { filmOf, makeClip } from "../kit/clips.ts"
import { makeFilm } from "../kit/films.ts"
import { isAccessibleInAllLooks, openAs } from "../kit/member-page.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, listIn, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import { until } from "../kit/until.ts"

const h264 = [
  "-c:v",
  "libx264",
  "-preset",
  "ultrafast",
  "-pix_fmt",
  "yuv420p",
  "-c:a",
  "aac",
  "-movflags",
  "+faststart",
]
const vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"]

let browser: TestBrowser
let clip: Buffer
before(async () => {
  ;[browser, clip] = await Promise.all([
    startBrowser(),
    makeClip("clip.mp4", { seconds: 30, sound: true, args: h264 }),
  ])
})
after(() => browser[Symbol.asyncDispose]())

/** What the film on the page is at. */
async function video({ page }: Person, expression: string): Promise<number> {
  return Number(await page.evaluate(`Number(document.querySelector("video")?.${expression})`))
}

async function plays(person: Person, fromS: number): Promise<void> {
  await until(`it plays beyond ${fromS} s`, async () => {
    const at = await video(person, "currentTime")
    return at > fromS && (await video(person, "paused")) === 0
  })
}

/** What the member has watched of the first film, in seconds. */
async function notedS(member: Peer): Promise<number> {
  const reply = await member.ok({ type: "show_movie", movie_id: 1 })
  return Number(reply.position_ms ?? 0) / 1000
}

async function library(
  films: readonly Buffer[],
  settings: Parameters<typeof startServer>[0] = {},
): Promise<{ server: TestServer; admin: Peer; member: Peer } & AsyncDisposable> {
  const server = await startServer({ gateway: true, ...settings })
  const admin = await connectAdmin(server)
  for (const [at, bytes] of films.entries()) await upload(admin, filmOf(bytes, `film-${at + 1}`))
  const member = await connectMember(server)
  return { server, admin, member, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

describe("watching a film", { concurrency: 2 }, () => {
  test("an h264 film plays, seeks by keys, and goes on after a reload where it was", async () => {
    await using house = await library([clip])
    await using person = await openAs(browser, house.server, "member", "/films/1")
    await person.isAt("film-1")
    await person.press("Play")
    await plays(person, 0.5)
    assert.ok((await video(person, "videoWidth")) === 640)
    await person.page.keyboard.press("5")
    await plays(person, 15)
    await person.page.keyboard.press("ArrowRight")
    await plays(person, 24)
    await person.page.keyboard.press("j")
    await person.page.keyboard.press("k")
    await until("it stands", async () => (await video(person, "paused")) === 1)
    const at = await video(person, "currentTime")
    assert.ok(at > 12 && at < 24, `at ${at}`)
    await until("the server knows where", async () => Math.abs((await notedS(house.member)) - at) < 1)
    await person.page.reload()
    await person.press(`Go on at 0:${Math.floor(at)}`)
    await plays(person, at - 1)
    assert.ok((await video(person, "currentTime")) < at + 8)
  })

  test("a page that goes away in the middle still tells how far one was, on every device", async () => {
    await using house = await library([clip])
    {
      await using person = await openAs(browser, house.server, "member", "/films/1")
      await person.press("Play")
      await plays(person, 0.2)
      await person.page.evaluate("document.querySelector('video').currentTime = 20")
      await plays(person, 20)
      await person.page.goto(`${house.server.url}/downloads`)
      await until("the server knows", async () => (await notedS(house.member)) >= 20)
    }
    await using other = await openAs(browser, house.server, "member", "/", { size: "phone" })
    await other.sees("Go on watching")
    await other.page.locator(".tile").click()
    await other.page.getByRole("button", { name: /^Go on at 0:2\d$/ }).waitFor()
    await other.press("From the beginning")
    await plays(other, 0.2)
    assert.ok((await video(other, "currentTime")) < 10)
  })

  test("who leaves a film soon after a reload goes on where they left it, not where they loaded the page anew", async () => {
    await using house = await library([clip])
    await using person = await openAs(browser, house.server, "member", "/films/1")
    await person.press("Play")
    await person.page.keyboard.press("3")
    await plays(person, 9)
    await person.page.reload()
    await person.page.getByRole("button", { name: /^Go on at/ }).click()
    await plays(person, 8)
    await person.page.keyboard.press("7")
    await plays(person, 21)
    await person.follow("All films")
    await person.page.locator(".wall-grid .film-card").click()
    await person.page.getByRole("button", { name: /^Go on at 0:2\d$/ }).waitFor()
  })

  test("a webm film plays; one that no browser can show says so and can still be downloaded", async () => {
    const webm = await makeClip("clip.webm", { seconds: 3, sound: true, args: vp9 })
    await using house = await library([webm, makeFilm(4000).bytes])
    await using person = await openAs(browser, house.server, "member", "/films/1")
    await person.press("Play")
    await plays(person, 0.5)
    await person.page.goto(`${house.server.url}/films/2`)
    await person.press("Play")
    await person.sees("This browser can’t play this film’s format")
    await person.page.getByRole("button", { name: /^Download/ }).waitFor()
  })

  test("members who are no VIPs see how long they wait, may stop, and a reload doesn't wait twice", async () => {
    await using house = await library([clip], { downloadWaitS: 12 })
    await using person = await openAs(browser, house.server, "member", "/films/1")
    await person.press("Play")
    await person.sees(/^\d+ s$/)
    await person.press("Cancel")
    await person.press("Play")
    await person.sees(/^\d+ s$/)
    await person.page.reload()
    await person.sees(/^\d+ s$/)
    await plays(person, 0.2)
    const { downloads } = await house.member.ok({ type: "list_downloads" })
    assert.ok(
      Array.isArray(downloads) && downloads.length === 2,
      "one record for each time that it was asked for",
    )
  })

  test("a film that isn't there says so, and nothing on a film's page is in anybody's way", async () => {
    await using house = await library([clip])
    await house.admin.ok({
      type: "edit_movie",
      movie_id: 1,
      description: "About two people.\n\nAnd a third.",
    })
    {
      await using person = await openAs(browser, house.server, "member", "/films/9")
      await person.sees("This film isn't here (any more)")
      await person.isAccessible()
    }
    await isAccessibleInAllLooks(browser, house.server, "member", "/films/1", async (person) => {
      await person.page.locator(".start").waitFor()
      await person.isAccessible()
      await person.page.locator(".start").click()
      await plays(person, 0.1)
      await person.page.locator(".links summary").click()
    })
  })
})

describe("a lost connection while watching", () => {
  test("the film goes on where it broke off once the server is back", async () => {
    await using house = await library([clip])
    await using person = await openAs(browser, house.server, "member", "/films/1")
    person.expectLostServer()
    let isCut = false
    await person.page.route("**/films/1/file*", (route) => (isCut ? route.abort() : route.continue()))
    await person.press("Play")
    await plays(person, 0.2)
    isCut = true
    // A small film is in the browser's memory by then: only what is loaded anew meets the cut.
    await person.page.evaluate("const v = document.querySelector('video'); v.currentTime = 12; v.load()")
    await person.sees("The film stopped coming")
    isCut = false
    // Space plays and pauses, but not where a button has the focus.
    await person.page.getByRole("button", { name: "Try again" }).focus()
    await person.page.keyboard.press("Space")
    await plays(person, 0.2)
  })
})

describe("how films are listed once they were watched", () => {
  test("what was watched stands among the downloads", async () => {
    await using house = await library([clip])
    await using person = await openAs(browser, house.server, "member", "/downloads")
    await person.sees("Nothing downloaded yet")
    await house.member.ok({ type: "download_movie", movie_id: 1 })
    await house.member.bytes(clip.length)
    await until("the record has its bytes", async () => {
      const reply = await house.member.ok({ type: "list_downloads" })
      return asObject(listIn(reply, "downloads")[0]).is_sent === 1
    })
    await person.page.reload()
    await person.page.getByRole("link", { name: "film-1" }).waitFor()
    await person.sees(/all of it sent/)
    await isAccessibleInAllLooks(browser, house.server, "member", "/downloads", (one) =>
      one.page.getByRole("link", { name: "film-1" }).waitFor(),
    )
  })
})
