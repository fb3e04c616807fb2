import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type BrowserContext, type ConsoleMessage, chromium, type Locator, type Page } from "playwright-core"
import type { Locale } from "../../interface/text/locale.ts"
import { until } from "./until.ts"

/** How a person looks at the page; a wide light one in English unless said otherwise. */
export type Look = {
  readonly theme?: "light" | "dark"
  readonly size?: "wide" | "phone"
  readonly locale?: Locale
}

/** A browser of a test file's own. */
export type TestBrowser = AsyncDisposable & {
  /** Opens a person's page, with nothing remembered of others; what it begins with is the address. */
  open(url: string, look?: Look): Promise<Person>
}

/** Debian's Chromium. */
const executablePath = "/usr/bin/chromium"
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
]
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
/** A refusal over HTTP, which the page shows in words: Chromium tells of it all the same. */
const refusal = /^Failed to load resource: the server responded with a status of (4\d\d|503)/
const apiPath = /^\/(api\/v1|session|ws)(\/|$)/
const axeSource = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8")

/** Starts Chromium. */
export async function startBrowser(): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "reelwire-browser-"))
  const browser = await chromium.launch({ executablePath, args, env: { ...process.env, HOME: profile } })
  return {
    open: async (url, { theme = "light", size = "wide", locale = "en" } = {}) => {
      const context = await browser.newContext({
        viewport: sizes[size],
        isMobile: size === "phone",
        hasTouch: size === "phone",
        colorScheme: theme,
        locale: locale === "zh" ? "zh-CN" : "en-GB",
        reducedMotion: "reduce",
      })
      context.setDefaultTimeout(60_000)
      const person = new Person(context, await context.newPage())
      await person.page.goto(url)
      return person
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

/**
 * A person with the page before them. Any error of the page, anything that it writes to the console as an error, and any
 * violation of the content security policy fails the test when the person goes.
 */
export class Person implements AsyncDisposable {
  readonly page: Page
  readonly #context: BrowserContext
  readonly #problems: string[] = []
  readonly #heard: string[] = []
  #mayLoseServer = false

  constructor(context: BrowserContext, page: Page) {
    this.#context = context
    this.page = page
    page.on("pageerror", (error) => this.#problems.push(error.stack ?? error.message))
    page.on("console", (message) => this.#note(message))
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => this.#heard.push(String(payload))),
    )
    page.on("crash", () => this.#problems.push("the page crashed"))
  }

  /** The server goes away in this test, of which the browser complains in its console. */
  expectLostServer(): void {
    this.#mayLoseServer = true
  }

  /** Waits until a frame with this text came over a WebSocket. */
  async hears(text: string): Promise<void> {
    await until(`a frame says ${text}`, () => this.#heard.some((frame) => frame.includes(text)))
  }

  /** Fills the form for logging in, and sends it. */
  async logIn(name: string, typed = "secret", kind: "user" | "admin" = "user"): Promise<void> {
    await this.field("Name").fill(name)
    await this.field("Password").fill(typed)
    if (kind === "admin") await this.field("I am one of the staff").check()
    await this.press("Log in")
  }

  /** The field with a label. */
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true })
  }

  /** Presses a button. */
  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click()
  }

  /** Follows a link, the first one of the name. */
  async follow(name: string): Promise<void> {
    await this.page.getByRole("link", { name, exact: true }).first().click()
  }

  /** Waits until a text is to be seen. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).locator("visible=true").first().waitFor()
  }

  /** Waits until the page's heading says this. */
  async isAt(heading: string | RegExp): Promise<void> {
    await this.page.getByRole("heading", { level: 1, name: heading }).waitFor()
  }

  /** Checks by axe-core that nothing on the page is seriously in the way of anybody, and that nothing is wider than the page. */
  async isAccessible(): Promise<void> {
    // The content security policy holds for the page's own scripts, not for what the browser is told to run.
    await this.page.evaluate(axeSource)
    const found: Violation[] = await this.page.evaluate(
      `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
        .then(({ violations }) => violations.map(({ id, impact, nodes }) =>
          ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => html + " " + failureSummary) })))`,
    )
    const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical")
    assert.deepEqual(serious, [], `${this.page.url()} can be used by everybody`)
    const overhang: unknown = await this.page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    )
    assert.ok(Number(overhang) <= 0, `${this.page.url()} is no wider than the screen`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
    // Where the test has failed already the assertion's own words are not shown.
    for (const problem of this.#problems) process.stderr.write(`${problem}\n`)
    assert.deepEqual(this.#problems, [], "the page had no errors")
  }

  #note(message: ConsoleMessage): void {
    if (message.type() !== "error") return
    const { url } = message.location()
    const text = message.text()
    const isApi = url.startsWith("http") && apiPath.test(new URL(url).pathname)
    if (isApi && refusal.test(text)) return
    if (this.#mayLoseServer && /ERR_|WebSocket connection|status of 50/.test(text)) return
    this.#problems.push(`${text} (${url})`)
  }
}

type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly string[] }
