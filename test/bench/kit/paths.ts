import { existsSync, rmSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { atExit } from "./at-exit.ts"

/** A file of the bench, by its path inside it. */
export function benchFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

/** A file of the project, by its path inside it. */
export function projectFile(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url))
}

/** A folder that goes away with this object. */
export type Folder = AsyncDisposable & { readonly path: string }

/** A new folder in memory where the system has such a place, so that no disk is measured; else among the temporary files. */
export function memoryFolder(): Promise<Folder> {
  return folderIn(existsSync("/dev/shm") ? "/dev/shm" : tmpdir())
}

/** A new folder among the temporary files. */
export function temporaryFolder(): Promise<Folder> {
  return folderIn(tmpdir())
}

async function folderIn(parent: string): Promise<Folder> {
  const path = await mkdtemp(join(parent, "reelwire-bench-"))
  const forget = atExit(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true })
      forget()
    },
  }
}
