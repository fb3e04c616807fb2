import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { type Look, type Person, startBrowser } from "../kit/browser.ts"
import { buildPage } from "../kit/build-page.ts"
import { startExampleLibrary } from "./example-library.ts"

// Takes pictures of every page in every look into this folder, and writes the page of docs/ that shows them.
const folder = "docs/screenshots"

type Visitor = "stranger" | "member" | "admin"

const pages: readonly { readonly name: string; readonly path: string; readonly as: Visitor }[] = [
  { name: "log-in", path: "/login", as: "stranger" },
  { name: "register", path: "/register", as: "stranger" },
  { name: "forgotten", path: "/forgotten", as: "stranger" },
  { name: "about", path: "/about", as: "stranger" },
  { name: "not-found", path: "/nowhere", as: "stranger" },
  { name: "films", path: "/", as: "member" },
  { name: "film", path: "/films/4", as: "member" },
  { name: "film-watched", path: "/films/1", as: "member" },
  { name: "downloads", path: "/downloads", as: "member" },
  { name: "vip", path: "/vip", as: "member" },
  { name: "balance", path: "/balance", as: "member" },
  { name: "notices", path: "/notices", as: "member" },
  { name: "account", path: "/account", as: "member" },
  { name: "account-security", path: "/account/security", as: "member" },
  { name: "account-devices", path: "/account/devices", as: "member" },
  { name: "account-look", path: "/account/look", as: "member" },
  { name: "staff-films", path: "/staff/films", as: "admin" },
  { name: "staff-film", path: "/staff/films/1", as: "admin" },
  { name: "staff-uploads", path: "/staff/uploads", as: "admin" },
  { name: "staff-trash", path: "/staff/trash", as: "admin" },
  { name: "staff-store", path: "/staff/store", as: "admin" },
  { name: "staff-notices", path: "/staff/notices", as: "admin" },
  { name: "staff-new-notice", path: "/staff/notices/new", as: "admin" },
  { name: "staff-members", path: "/staff/members", as: "admin" },
  { name: "staff-member", path: "/staff/members/member", as: "admin" },
  { name: "staff-invitations", path: "/staff/invitations", as: "admin" },
  { name: "staff-vouchers", path: "/staff/vouchers", as: "admin" },
  { name: "staff-voucher-batch", path: "/staff/vouchers/1", as: "admin" },
  { name: "staff-money", path: "/staff/money", as: "admin" },
  { name: "staff-statistics", path: "/staff/statistics", as: "admin" },
  { name: "staff-trail", path: "/staff/trail", as: "admin" },
  { name: "staff-line", path: "/staff/line", as: "admin" },
]

const looks: readonly Required<Look>[] = [
  { theme: "light", size: "wide", locale: "en" },
  { theme: "dark", size: "wide", locale: "zh" },
  { theme: "light", size: "phone", locale: "en" },
  { theme: "dark", size: "phone", locale: "zh" },
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
  for (const look of looks) {
    for (const visitor of ["stranger", "member", "admin"] as const) {
      await using person = await browser.open(`${server.url}/login`, look)
      await logIn(person, visitor)
      for (const { name, path } of pages.filter(({ as }) => as === visitor)) {
        await person.page.goto(server.url + path)
        await take(person, join(folder, fileOf(name, look)))
      }
    }
  }
}

function fileOf(name: string, { size, theme }: Required<Look>): string {
  return `${name}-${size}-${theme}.webp`
}

/** A row a page, a column a look. */
function gallery(): string {
  const cells = (texts: readonly string[]): string => `| ${texts.join(" | ")} |\n`
  const head = cells(["", ...looks.map(({ size, theme, locale }) => `${size}, ${theme}, ${locale}`)])
  const rows = pages.map(({ name, path }) =>
    cells([`\`${path}\``, ...looks.map((look) => `![${name}](screenshots/${fileOf(name, look)})`)]),
  )
  const intro = "# Every page\n\nMade by `npm run screenshots` on a made-up library.\n\n"
  return intro + head + cells(["", ...looks].map(() => "---")) + rows.join("")
}

await takeAll()
await writeFile("docs/PAGES.md", gallery())
