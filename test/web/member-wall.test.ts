import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import type { Request } from "playwright-core"
import { Movie } from "../../db/movie.ts"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { makeFilm } from "../kit/films.ts"
import { isAccessibleInAllLooks, openAs, withoutSockets } from "../kit/member-page.ts"
import { buy } from "../kit/paid-shop.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

async function uploadNamed(admin: Peer, names: readonly string[], is_free: 0 | 1 = 1): Promise<number[]> {
  const ids: number[] = []
  for (const [at, name] of names.entries()) {
    const { bytes, request } = makeFilm(100, name, at + 1)
    ids.push(await upload(admin, { bytes, request: { ...request, is_free } }))
  }
  return ids
}

/** The titles on the wall, in order. */
function titles({ page }: Person): Promise<string[]> {
  return page.locator(".wall-grid .film-title").allTextContents()
}

async function shows(person: Person, wanted: readonly string[]): Promise<void> {
  await until(`the wall shows ${wanted}`, async () => String(await titles(person)) === String(wanted))
}

/** Fills the library with rows of films that nobody downloads. */
async function fillLibrary({ running }: TestServer, count: number): Promise<void> {
  const { database } = running.app
  await database.run(async () => {
    const first = await Movie.first({})
    assert.ok(first)
    const { uploader_id, sampled_md5 } = first
    const rows = Array.from({ length: count }, (_, at) => {
      const name = `Film ${String(at + 1).padStart(4, "0")}`
      return { name, stored_name: `none-${at}`, size: 100, sampled_md5, is_free: true, uploader_id }
    })
    await Movie.insert(rows)
  })
}

describe("the wall of posters", { concurrency: 2 }, () => {
  test("its heading, which only readers by ear have, takes the focus without moving anything", async () => {
    await using server = await startServer({ gateway: true })
    await uploadNamed(await connectAdmin(server), ["Metropolis"])
    await connectMember(server)
    await using person = await openAs(browser, server, "member", "/about")
    await person.follow("Films")
    await shows(person, ["Metropolis"])
    const heading = await person.page.locator("h1:focus").boundingBox()
    assert.ok(heading !== null && heading.height <= 1, JSON.stringify(heading))
  })

  test("films are found as one types: by one character, by Pinyin initials, in any case and width", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    await uploadNamed(admin, ["霸王别姬", "重庆森林", "Metropolis"])
    await connectMember(server)
    await using person = await openAs(browser, server, "member")
    await shows(person, ["Metropolis", "重庆森林", "霸王别姬"])
    const search = person.page.getByRole("searchbox", { name: "Search films" })
    await search.fill("姬")
    await shows(person, ["霸王别姬"])
    await search.fill("cqsl")
    await shows(person, ["重庆森林"])
    await search.fill("ＭＥＴＲＯ")
    await shows(person, ["Metropolis"])
    await search.fill("nothing like this")
    await person.sees("Nothing found")
    await person.press("Show all films")
    await shows(person, ["Metropolis", "重庆森林", "霸王别姬"])
    assert.equal(await search.inputValue(), "")
  })

  test("a search stands in the address: a reload and the way back from a film keep it", async () => {
    await using server = await startServer({ gateway: true })
    await uploadNamed(await connectAdmin(server), ["霸王别姬", "重庆森林"])
    await connectMember(server)
    await using person = await openAs(browser, server, "member")
    await person.page.getByRole("searchbox").fill("森林")
    await shows(person, ["重庆森林"])
    await person.page.reload()
    await shows(person, ["重庆森林"])
    assert.equal(await person.page.getByRole("searchbox").inputValue(), "森林")
    await person.page.locator(".film-card").click()
    await person.isAt("重庆森林")
    await person.page.goBack()
    await shows(person, ["重庆森林"])
    assert.equal(await person.page.getByRole("searchbox").inputValue(), "森林")
  })

  test("an answer that a later search has overtaken is never shown", async () => {
    await using server = await startServer({ gateway: true })
    await uploadNamed(await connectAdmin(server), ["Alpha", "Beta"])
    await connectMember(server)
    // Over HTTP, so that single answers can be held back.
    await using person = await openAs(browser, server, "member", "/downloads")
    await withoutSockets(person)
    const held = Promise.withResolvers<void>()
    let [heldAnswers, endedAnswers] = [0, 0]
    const isFirst = (request: Request): boolean => request.postData()?.includes('"alp"') ?? false
    const ended = (request: Request): void => {
      if (isFirst(request)) endedAnswers += 1
    }
    person.page.on("requestfinished", ended).on("requestfailed", ended)
    await person.page.route("**/api/v1/list_movies", async (route) => {
      if (isFirst(route.request())) {
        heldAnswers += 1
        await held.promise
      }
      await route.continue().catch(() => undefined)
    })
    await person.page.goto(`${server.url}/`)
    await shows(person, ["Beta", "Alpha"])
    const search = person.page.getByRole("searchbox")
    await search.fill("alp")
    await until("the first search is on its way", () => heldAnswers > 0)
    await search.fill("bet")
    await shows(person, ["Beta"])
    held.resolve()
    await until("the first search is answered, or given up", () => endedAnswers === heldAnswers)
    // What came before this has been worked through.
    await person.page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    assert.deepEqual(await titles(person), ["Beta"])
  })

  test("filters: free, paid, bought, not watched; and a badge says which is which", async () => {
    await using server = await startServer({ gateway: true, priceFen: 1000 })
    const admin = await connectAdmin(server)
    const [gift = 0] = await uploadNamed(admin, ["Gift"], 1)
    const [first = 0, second = 0] = await uploadNamed(admin, ["Dear", "Cheap"], 0)
    await admin.ok({
      type: "set_offer",
      movie_id: second,
      offer_fen: 300,
      until: new Date(Date.now() + 3_600_000).toISOString(),
    })
    const member = await connectMember(server)
    await member.ok(buy(first))
    await member.ok({ type: "note_position", movie_id: gift, position_ms: 60_000 })
    await using person = await openAs(browser, server, "member")
    await shows(person, ["Cheap", "Dear", "Gift"])
    // Their whole text, since of what isn't laid out yet nothing counts as shown.
    const badges = await person.page.locator(".film-badge").allTextContents()
    assert.deepEqual(
      badges.map((text) => text.trim().replace(/\s+/g, " ")),
      ["Offer ¥3.00", "Bought", "Free"],
    )
    await person.sees("Go on watching")
    await person.press("Free")
    await shows(person, ["Gift"])
    await person.press("Paid")
    await shows(person, ["Cheap", "Dear"])
    await person.press("Bought")
    await shows(person, ["Dear"])
    await person.press("All")
    await person.press("Not watched")
    await shows(person, ["Cheap", "Dear"])
    await person.page.reload()
    await shows(person, ["Cheap", "Dear"])
  })

  test("the list goes on as one scrolls, a reload and the way back lead to where one was", async () => {
    await using server = await startServer({ gateway: true })
    await uploadNamed(await connectAdmin(server), ["First"])
    await fillLibrary(server, 400)
    await connectMember(server)
    await using person = await openAs(browser, server, "member")
    const { page } = person
    const counted = async (): Promise<number> => (await titles(person)).length
    const scrollOn = (): Promise<unknown> => page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    await until("more than two pages are there", async () => {
      await scrollOn()
      return (await counted()) > 150
    })
    const middle = page.locator(".film-card", { hasText: "Film 0300" })
    await middle.scrollIntoViewIfNeeded()
    await page.reload()
    await until("it is in sight after the reload", () => isInSight(middle))
    await middle.click()
    await person.isAt("Film 0300")
    await page.goBack()
    await until("it is in sight on the way back", () => isInSight(middle))
    await until("all films are there", async () => {
      await scrollOn()
      return (await counted()) === 401
    })
    const all = await titles(person)
    assert.equal(new Set(all).size, 401)
    assert.deepEqual([all[0], all.at(-1)], ["Film 0400", "First"])
    await person.sees("That is all there is.")
  })

  test("what one is watching, above the wall, moves nothing of it at a reload and on the way back", async () => {
    await using server = await startServer({ gateway: true })
    const [movie_id] = await uploadNamed(await connectAdmin(server), ["First"])
    await fillLibrary(server, 20)
    const member = await connectMember(server)
    await member.ok({ type: "note_position", movie_id, position_ms: 5000 })
    await using person = await openAs(browser, server, "member", "/", { size: "phone" })
    const { page } = person
    await person.sees("Go on watching")
    await page.evaluate("scrollTo(0, 900)")
    const top = async (): Promise<number> => Math.round(Number(await page.evaluate("scrollY")))
    const comesBack = async (): Promise<void> => {
      await page.locator(".tile").waitFor()
      await until("it is scrolled to", async () => (await top()) > 0)
      await page.evaluate("new Promise((done) => setTimeout(done, 300))")
      assert.equal(await top(), 900)
    }
    await page.reload()
    await comesBack()
    await page.evaluate("document.querySelectorAll('.film-card')[8].click()")
    await person.isAt(/^Film \d/)
    await page.goBack()
    await comesBack()
  })

  test("thousands of films lie on the wall, and only those in sight are laid out", async () => {
    await using server = await startServer({ gateway: true })
    await uploadNamed(await connectAdmin(server), ["First"])
    await fillLibrary(server, 900)
    await connectMember(server)
    await using person = await openAs(browser, server, "member")
    const { page } = person
    const wall = JSON.stringify({ filters: JSON.stringify({ query: "", kind: "all" }), count: 901, top: 0 })
    await until("all are there", async () => {
      const shown = (await titles(person)).length
      // As if one had scrolled to the end before the reload; what the page itself says of that when it is left comes too late.
      if (shown === 60) {
        await page.evaluate(
          `addEventListener("pagehide", () => sessionStorage.setItem("reelwire.2.wall", ${JSON.stringify(wall)}))`,
        )
        await page.reload()
      }
      return shown === 901
    })
    const skipped = await page.evaluate(
      "[...document.querySelectorAll('.wall-cell')].filter((cell) => !cell.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length",
    )
    assert.ok(Number(skipped) > 800, `${skipped} of 901 are skipped`)
    // What a cell is said to take without being laid out is what it takes.
    const heights = await page.evaluate(
      "[...new Set([...document.querySelectorAll('.wall-cell')].map((cell) => Math.round(cell.getBoundingClientRect().height)))]",
    )
    assert.equal(Array.isArray(heights) && heights.length, 1, `heights ${heights}`)
  })

  test("an empty library says so, and nothing on the wall is in anybody's way", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    await connectMember(server)
    {
      await using person = await openAs(browser, server, "member")
      await person.sees("The library is still empty")
      await person.isAccessible()
    }
    await uploadNamed(admin, [
      "霸王别姬",
      "Metropolis",
      "A film whose name is so long that it takes more than two lines.mkv",
    ])
    await uploadNamed(admin, ["Dear"], 0)
    await isAccessibleInAllLooks(browser, server, "member", "/", (person) =>
      person.page.locator(".film-card").first().waitFor(),
    )
  })
})

async function isInSight(locator: ReturnType<Person["page"]["locator"]>): Promise<boolean> {
  if ((await locator.count()) === 0) return false
  const box = await locator.boundingBox()
  return box !== null && box.y > -300 && box.y < 800
}
