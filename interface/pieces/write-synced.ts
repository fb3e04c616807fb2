import { open } from "node:fs/promises"
import { syncFile } from "./sync.ts"

/** Writes a file, which with "wx" must not be there yet, and answers once its bytes are on the disk. */
export async function writeSynced(path: string, bytes: Buffer, flags: "w" | "wx"): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.writeFile(bytes)
    await syncFile(file)
  } finally {
    await file.close()
  }
}
