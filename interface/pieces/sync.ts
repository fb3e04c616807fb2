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
