import type { Look, Person, TestBrowser } from "./browser.ts"
import { looks } from "./looks.ts"
import { openAs } from "./member-page.ts"
import type { TestServer } from "./server.ts"

/** Opens a page of the library as somebody of the staff who is logged in there already; the admin unless named. */
export function openStaff(
  browser: TestBrowser,
  server: Pick<TestServer, "url">,
  path: string,
  { name = "admin", ...look }: Look & { readonly name?: string } = {},
): Promise<Person> {
  return openAs(browser, server, name, `/staff/${path}`, look, "admin")
}

/** A page below /staff, and what is waited for before it is looked at. */
type StaffPage = readonly [path: string, ready: (person: Person) => Promise<void>]

/** Looks at pages in light and dark, wide and narrow, in both languages: nothing on them is in anybody's way. */
export async function areStaffPagesAccessible(
  browser: TestBrowser,
  server: TestServer,
  pages: readonly StaffPage[],
): Promise<void> {
  for (const look of looks) {
    await using person = await openStaff(browser, server, "films", look)
    for (const [path, ready] of pages) {
      await person.page.goto(`${server.url}/staff/${path}`)
      await ready(person)
      await person.isAccessible()
    }
  }
}
