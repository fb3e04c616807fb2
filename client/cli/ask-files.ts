import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { uploadTexts } from "../../interface/text/client/uploads.ts"
import { formatBytes } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import { onFile } from "../transfer/file-trouble.ts"
import { Trouble } from "../trouble.ts"
import type { AskingJob } from "./param.ts"

/** Lets somebody pick files of a folder; throws Trouble NO_FILES where it has none. */
export async function askFiles({ asker, say }: AskingJob): Promise<readonly string[]> {
  const folder = await asker.text(say(uploadTexts.askFolder), { fallback: "." })
  const files = await onFile(folder, () => filesIn(folder))
  if (files.length === 0) throw new Trouble("NO_FILES", { folder })
  const choices = files.map(({ name, size }) => ({
    name: `${printableLine(name)}  (${formatBytes(size)})`,
    value: join(folder, name),
  }))
  return asker.pick(say(uploadTexts.askFiles), choices)
}

async function filesIn(folder: string): Promise<{ name: string; size: number }[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".")).sort()
  const files = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined)
      return found?.isFile() && found.size > 0 ? [{ name, size: found.size }] : []
    }),
  )
  return files.flat()
}
