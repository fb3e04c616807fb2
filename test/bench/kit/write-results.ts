import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { describeMachine } from "./machine.ts"
import { benchFile, projectFile } from "./paths.ts"
import type { Part } from "./result.ts"

/** Keeps a part's figures as JSON beside the bench. */
export async function writePart(part: Part): Promise<void> {
  await writeJson(benchFile(`results/${part.name}.json`), [part])
}

/** Writes parts as JSON, with the machine that they were measured on and the moment; what is not known is null. */
export async function writeJson(file: string, parts: readonly Part[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const content = { machine: describeMachine(), measured: new Date().toISOString(), parts }
  await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`)
}

/** Puts text in the place of what docs/BENCHMARKS.md has between the two comments of that name. */
export async function updateDocs(name: string, text: string): Promise<void> {
  const file = projectFile("docs/BENCHMARKS.md")
  const [begin, end] = [`<!-- ${name} begins -->\n`, `<!-- ${name} ends -->`]
  const before = await readFile(file, "utf8")
  const [from, to] = [before.indexOf(begin), before.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/BENCHMARKS.md has no place for ${name}`)
  await writeFile(file, `${before.slice(0, from)}${begin}${text}${before.slice(to)}`)
}
