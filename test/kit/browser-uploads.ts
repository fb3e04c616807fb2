import type { Page, Route } from "playwright-core"
import type { Person } from "./browser.ts"
import type { Film } from "./films.ts"

/** What stands between a page and the server's send_piece. */
export type PieceGate = {
  /** Pieces that the page has sent so far. */
  readonly asked: number
  /** Lets everything through from now on, and what is held. */
  open(): Promise<void>
}

/** Lets the first pieces of a page through and holds the others, as a slow line would. */
export async function gatePieces(page: Page, first: number): Promise<PieceGate> {
  const held: Route[] = []
  let [asked, isOpen] = [0, false]
  await page.route("**/api/v1/send_piece", async (route) => {
    asked += 1
    if (isOpen || asked <= first) await route.continue()
    else held.push(route)
  })
  return {
    get asked() {
      return asked
    },
    open: async () => {
      isOpen = true
      // What the page has given up meanwhile can't go on.
      await Promise.all(held.splice(0).map((route) => route.continue().catch(() => undefined)))
    },
  }
}

/** Runs in the browser. */
const makeTransfer = `(files) => {
  const transfer = new DataTransfer()
  for (const { name, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    transfer.items.add(new File([bytes], name))
  }
  return transfer
}`

/** Drops films onto the page, as from a folder beside it. */
export async function dropFilms({ page }: Person, films: readonly Film[]): Promise<void> {
  const files = films.map(({ bytes, request }) => ({
    name: request.file_name,
    base64: bytes.toString("base64"),
  }))
  const dataTransfer = await page.evaluateHandle(`(${makeTransfer})(${JSON.stringify(files)})`)
  await page.locator(".drop").dispatchEvent("drop", { dataTransfer })
}

/** Waits until so many films of the window are in the library. */
export async function areDone({ page }: Person, count: number): Promise<void> {
  await page
    .getByText("In the library", { exact: true })
    .nth(count - 1)
    .waitFor()
}
