import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { type Look, type Person, startBrowser } from "../kit/browser.ts"
import { buildPage } from "../kit/build-page.ts"
import { startExampleLibrary } from "./example-library.ts"

// Takes pictures of every page into a folder: in every look with --all, else the few that docs/ keeps.
const isAll = process.argv.includes("--all")
const folder = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "docs/screenshots"

type Visitor = "stranger" | "member" | "admin"

const pages: readonly {
  readonly name: string
  readonly path: string
  readonly as: Visitor
  readonly isKept?: true
}[] = [
  { name: "log-in", path: "/login", as: "stranger", isKept: true },
  { name: "register", path: "/register", as: "stranger" },
  { name: "forgotten", path: "/forgotten", as: "stranger" },
  { name: "about", path: "/about", as: "stranger" },
  { name: "not-found", path: "/nowhere", as: "stranger" },
  { name: "films", path: "/", as: "member", isKept: true },
  { name: "film", path: "/films/4", as: "member", isKept: true },
  { name: "film-watched", path: "/films/1", as: "member" },
  { name: "downloads", path: "/downloads", as: "member" },
  { name: "vip", path: "/vip", as: "member" },
  { name: "balance", path: "/balance", as: "member", isKept: true },
  { name: "notices", path: "/notices", as: "member", isKept: true },
  { name: "account", path: "/account", as: "member", isKept: true },
  { name: "account-security", path: "/account/security", as: "member" },
  { name: "account-devices", path: "/account/devices", as: "member" },
  { name: "account-look", path: "/account/look", as: "member" },
  { name: "staff-films", path: "/staff/films", as: "admin", isKept: true },
  { name: "staff-film", path: "/staff/films/1", as: "admin" },
  { name: "staff-uploads", path: "/staff/uploads", as: "admin", isKept: true },
  { name: "staff-trash", path: "/staff/trash", as: "admin" },
  { name: "staff-store", path: "/staff/store", as: "admin" },
  { name: "staff-notices", path: "/staff/notices", as: "admin" },
  { name: "staff-new-notice", path: "/staff/notices/new", as: "admin" },
  { name: "staff-members", path: "/staff/members", as: "admin", isKept: true },
  { name: "staff-member", path: "/staff/members/member", as: "admin" },
  { name: "staff-invitations", path: "/staff/invitations", as: "admin" },
  { name: "staff-vouchers", path: "/staff/vouchers", as: "admin" },
  { name: "staff-voucher-batch", path: "/staff/vouchers/1", as: "admin" },
  { name: "staff-money", path: "/staff/money", as: "admin" },
  { name: "staff-statistics", path: "/staff/statistics", as: "admin", isKept: true },
  { name: "staff-trail", path: "/staff/trail", as: "admin" },
  { name: "staff-line", path: "/staff/line", as: "admin" },
]

const looks: readonly (Required<Look> & { readonly isKept?: true })[] = [
  { theme: "light", size: "wide", locale: "en", isKept: true },
  { theme: "dark", size: "wide", locale: "zh" },
  { theme: "light", size: "phone", locale: "en" },
  { theme: "dark", size: "phone", locale: "zh", isKept: true },
]

/** Takes a picture of what is on the screen once nothing is on its way any more. */
async function take({ page }: Person, path: string): Promise<void> {
  await page.locator("main h1").waitFor()
  await page.locator(".skeleton").first().waitFor({ state: "detached" })
  await page.waitForLoadState("networkidle")
  const png = await page.screenshot({ animations: "disabled" })
  await writeFile(path, await sharp(png).webp({ quality: 70, smartSubsample: true }).toBuffer())
}

async function logIn({ page }: Person, name: Visitor): Promise<void> {
  if (name === "stranger") return
  await page.locator("input[autocomplete=username]").fill(name)
  await page.locator("input[autocomplete=current-password]").fill("secret")
  await page.getByRole("checkbox").first().check()
  if (name === "admin") await page.getByRole("checkbox").nth(1).check()
  await page.locator("button[type=submit]").click()
  await page.waitForURL((url) => url.pathname !== "/login")
}

async function takeAll(): Promise<void> {
  buildPage()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await using browser = await startBrowser()
  await using server = await startExampleLibrary(browser)
  for (const look of looks.filter(({ isKept }) => isAll || isKept)) {
    for (const visitor of ["stranger", "member", "admin"] as const) {
      await using person = await browser.open(`${server.url}/login`, look)
      await logIn(person, visitor)
      for (const { name, path } of pages.filter(({ as, isKept }) => as === visitor && (isAll || isKept))) {
        await person.page.goto(server.url + path)
        await take(person, join(folder, `${name}-${look.size}-${look.theme}.webp`))
      }
    }
  }
}

await takeAll()
