import { constants, type FileHandle, open } from "node:fs/promises"

/** Answers once a file's bytes are on the disk; where it throws, the file is never to be trusted again. */
export async function syncFile(file: FileHandle): Promise<void> {
  await file.sync()
}

/** Answers once what was made, moved and removed in a folder is on the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  await folder.sync().finally(() => folder.close())
}

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
