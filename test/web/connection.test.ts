import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { WebSocketRoute } from "playwright-core"
import { startBrowser, type TestBrowser } from "../kit/browser.ts"
import { openAs } from "../kit/member-page.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

/** The server once more, on the same port, with the same films and people. */
function startAgain({ url, settings }: TestServer): Promise<TestServer> {
  return startServer({ ...settings, httpPort: Number(new URL(url).port) })
}

const lost = "The connection to the server is lost"

test("a lost connection is shown and heals, and what was asked for meanwhile comes", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await browser.open(`${server.url}/account`)
  person.expectLostServer()
  await person.field("Stay logged in on this device").check()
  await person.logIn("member")
  await person.isAt("My account")
  await server.running.stop()
  await person.sees(lost)
  await person.page.getByRole("tab", { name: "Devices" }).click()
  await using _again = await startAgain(server)
  await person.sees("The connection is back.")
  await person.page.getByText(lost).waitFor({ state: "hidden" })
  await person.sees("This one")
})

test("a page that is gone to while the server is away comes when it is back", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await browser.open(`${server.url}/account`)
  person.expectLostServer()
  await person.field("Stay logged in on this device").check()
  await person.logIn("member")
  await person.isAt("My account")
  await server.running.stop()
  await person.sees(lost)
  await person.follow("VIP")
  await using _again = await startAgain(server)
  await person.page.waitForURL("**/vip")
  await person.isAt(/./)
})

test("a log-in while the server is away says that it can't be reached, and keeps what was typed", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await browser.open(server.url)
  person.expectLostServer()
  await person.isAt("Log in")
  await server.running.stop()
  await person.logIn("member")
  await person.sees("The server can't be reached just now.")
  await using _again = await startAgain(server)
  await person.sees("The connection is back.")
  await person.press("Log in")
  await person.isAt("Films")
})

test("where WebSockets are cut at once the page works all the same, and tries for one ever more seldom", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await browser.open(`${server.url}/account`)
  let tries = 0
  await person.page.routeWebSocket("**/ws", (socket) => {
    tries += 1
    return socket.close()
  })
  await person.field("Stay logged in on this device").check()
  await person.logIn("member")
  await person.isAt("My account")
  await until("a socket is tried for thrice", () => tries >= 3)
  await person.page.getByRole("tab", { name: "Devices" }).click()
  await person.sees("This one")
  assert.equal(await person.page.getByText(lost).count(), 0)
  assert.ok(tries < 10, `${tries} tries`)
})

test("a notice that is released is counted on a page that stands open", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  const admin = await connectAdmin(server)
  await using person = await browser.open(server.url)
  await person.logIn("member")
  await person.isAt("Films")
  // The page listens once its socket is open and has subscribed.
  await person.hears("Subscribed.")
  await admin.ok({ type: "release_notice", title: "Tonight", content: "A film." })
  await person.page.getByText("1 unread").first().waitFor({ state: "attached" })
})

test("where no WebSocket gets through for minutes, one is tried for once a minute at last", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await openAs(browser, server, "member", "/about")
  let tries = 0
  await person.page.routeWebSocket("**/ws", (socket) => {
    tries += 1
    return socket.close()
  })
  await person.page.clock.install()
  await person.page.reload()
  await until("a socket is tried for", () => tries > 0)
  for (let seconds = 0; seconds < 300; seconds += 5) await person.page.clock.runFor(5000)
  assert.ok(tries > 4 && tries < 20, `${tries} tries`)
})

test("a request that gets lost opens no second socket beside one that lives", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await openAs(browser, server, "member", "/login")
  person.expectLostServer()
  let sockets = 0
  await person.page.routeWebSocket("**/ws", (socket) => {
    sockets += 1
    socket.connectToServer()
  })
  await person.page.goto(`${server.url}/account`)
  await person.isAt("My account")
  await until("the socket is open", () => sockets === 1)
  await person.page.route("**/api/v1/who_am_i", (route) => route.abort(), { times: 1 })
  // As another window of the same browser does.
  await person.page.request.delete(`${server.url}/session`, { headers: { origin: server.url }, data: {} })
  await person.isAt("Log in")
  await person.sees("Your session is over.")
  assert.equal(sockets, 1)
})

test("a notice that came while the socket was down is counted, and listed, once there is one again", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  const admin = await connectAdmin(server)
  await using person = await openAs(browser, server, "member", "/login")
  const sockets: WebSocketRoute[] = []
  let isBlocked = false
  await person.page.routeWebSocket("**/ws", async (socket) => {
    if (isBlocked) return await socket.close()
    sockets.push(socket)
    socket.connectToServer()
  })
  await person.page.goto(`${server.url}/notices`)
  await person.isAt("Notices")
  await until("the socket is open", () => sockets.length === 1)
  isBlocked = true
  await sockets[0]?.close()
  await admin.ok({ type: "release_notice", title: "Tonight", content: "A film." })
  isBlocked = false
  await person.page.getByText("1 unread").first().waitFor({ state: "attached" })
  await person.sees("Tonight")
})
