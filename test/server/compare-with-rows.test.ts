import assert from "node:assert/strict"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { compareWithRows } from "../../server/store/compare-with-rows.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"

test("a film that comes or goes while the store is compared with the library is no difference", async () => {
  await using folder = await temporaryFolder()
  const films = join(folder.path, "films")
  await mkdir(films)
  const files = ["there", "there.manifest", "coming", "coming.manifest", "stranger"]
  for (const name of files) await writeFile(join(films, name), "x")
  const answers = [
    ["there", "going", "lost"],
    ["there", "coming", "lost"],
  ]
  const rows = async (): Promise<string[]> => answers.shift() ?? []
  const found = await compareWithRows(folder.path, rows)
  assert.deepEqual(found, { filmsWithoutBytes: 1, filesWithoutRow: 1 })
  await rm(join(films, "stranger"))
  answers.push(["there", "coming"])
  assert.deepEqual(await compareWithRows(folder.path, rows), { filmsWithoutBytes: 0, filesWithoutRow: 0 })
  assert.deepEqual(answers, [])
})
