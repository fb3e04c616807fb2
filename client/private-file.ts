import { open, rm } from "node:fs/promises"
import { onFile } from "./transfer/file-trouble.ts"
import { Trouble } from "./trouble.ts"

/** Appends text to the file that is open. */
export type Append = (text: string) => Promise<void>

/**
 * Makes a file that only its owner can read, and lets `work` write to it; it is there before the work begins, so that nothing is
 * done whose result can't be kept, and goes again where the work fails before it wrote anything. Throws Trouble NEEDS_NEW_FILE and
 * others about the file, and what `work` throws.
 */
export async function withPrivateFile<T>(path: string, work: (append: Append) => Promise<T>): Promise<T> {
  const file = await onFile(path, () => open(path, "wx", 0o600)).catch((error: unknown) => {
    const isThere = error instanceof Trouble && error.code === "FILE_EXISTS"
    throw isThere ? new Trouble("NEEDS_NEW_FILE", { path }, { cause: error }) : error
  })
  let isEmpty = true
  try {
    const result = await work(async (text) => {
      isEmpty = false
      await onFile(path, () => file.appendFile(text))
    })
    await onFile(path, () => file.sync())
    isEmpty = false
    return result
  } finally {
    await file.close()
    if (isEmpty) await rm(path, { force: true })
  }
}
