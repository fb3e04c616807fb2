import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const dist = fileURLToPath(new URL("../../client/web/dist/", import.meta.url))
/** What the first load may be, gzipped. */
const mostBytes = 100_000

type Part = { readonly file: string; readonly imports?: readonly string[] }

const manifest: Readonly<Record<string, Part>> = JSON.parse(
  readFileSync(`${dist}.vite/manifest.json`, "utf8"),
)

/** The files of a part and of all that has to be there before it runs. */
function filesOf(name: string, files = new Set<string>()): ReadonlySet<string> {
  const part = manifest[name]
  assert.ok(part, `${name} is built`)
  if (files.has(part.file)) return files
  files.add(part.file)
  for (const needed of part.imports ?? []) filesOf(needed, files)
  return files
}

for (const page of ["pages/log-in-page.vue", "pages/member/wall-page.vue", "pages/staff/films-page.vue"]) {
  test(`the script of a first load that begins with ${page} is below 100 KB gzipped`, () => {
    const files = [...filesOf("index.html"), ...filesOf(page)]
    const sizes = [...new Set(files)].map((file) => gzipSync(readFileSync(dist + file), { level: 9 }).length)
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    assert.ok(bytes < mostBytes, `${bytes} bytes`)
  })
}

test("nothing is written into the page that its content security policy would forbid", () => {
  const html = readFileSync(`${dist}index.html`, "utf8")
  assert.doesNotMatch(
    html,
    /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|(src|href)="(https?:|data:|\/\/)/,
  )
})
