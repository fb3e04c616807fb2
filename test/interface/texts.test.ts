import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { basename, join } from "node:path"
import { test } from "node:test"

const folder = join(import.meta.dirname, "../../interface/text")

/** Every text below a value, with the names that lead to it. */
function* textsIn(value: unknown, name: string): Generator<{ name: string; en: string; zh: string }> {
  if (typeof value !== "object" || value === null) return
  if ("en" in value && "zh" in value && typeof value.en === "string" && typeof value.zh === "string") {
    yield { name, en: value.en, zh: value.zh }
  } else {
    for (const [key, inner] of Object.entries(value)) yield* textsIn(inner, `${name}.${key}`)
  }
}

// All of them are there before the first test, which would otherwise be the last one of the run.
const files = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".ts")).sort()
const modules: readonly unknown[] = await Promise.all(files.map((file) => import(join(folder, file))))

for (const [index, file] of files.entries()) {
  const texts = [...textsIn(modules[index], basename(file, ".ts"))]
  if (texts.length === 0) continue

  test(`every text of ${file} has the same places in both languages, and Chinese that is Chinese`, () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()
    for (const { name, en, zh } of texts) {
      assert.deepEqual(places(zh), places(en), name)
      if (/[a-z]{3}/i.test(en.replace(/\{\w+\}|VIP|SHA-256|Metalink/g, ""))) {
        const isSame = /\.takes\w+$/.test(name)
        assert.ok(isSame || /\p{Script=Han}/u.test(zh), `${name}: ${zh}`)
      }
    }
  })
}
