import assert from "node:assert/strict"
import type { Look, Person, TestBrowser } from "./browser.ts"
import { looks } from "./looks.ts"
import { password } from "./people.ts"
import type { TestServer } from "./server.ts"

/** Opens a page of the library as somebody who is logged in there already. */
export async function openAs(
  browser: TestBrowser,
  { url }: Pick<TestServer, "url">,
  name: string,
  path = "/",
  look: Look = {},
  user_type: "admin" | "user" = "user",
): Promise<Person> {
  const person = await browser.open("about:blank", look)
  const data = { name, password, user_type }
  const answer = await person.page.request.post(`${url}/session`, { data })
  assert.equal(answer.status(), 200)
  await person.page.goto(url + path)
  return person
}

/** Looks at a page in light and dark, wide and narrow, in both languages: nothing on it is in anybody's way. */
export async function isAccessibleInAllLooks(
  browser: TestBrowser,
  server: TestServer,
  name: string,
  path: string,
  ready: (person: Person) => Promise<void>,
): Promise<void> {
  for (const look of looks) {
    await using person = await openAs(browser, server, name, path, look)
    await ready(person)
    await person.isAccessible()
  }
}

/** Lets no WebSocket through from the next page on, as some networks do: all goes by requests of its own, which a test can hold back. */
export async function withoutSockets({ page }: Person): Promise<void> {
  await page.addInitScript(
    "window.WebSocket = class { static OPEN = 1; constructor() { setTimeout(() => this.onclose?.()) } close() {} }",
  )
}
