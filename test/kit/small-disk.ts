import { execFile } from "node:child_process"
import { mkdtemp, rmdir } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

/** A folder on a file system of its own of so many bytes; undefined where this system does not let one make such. */
export async function smallDisk(
  bytes: number,
): Promise<({ readonly path: string } & AsyncDisposable) | undefined> {
  const path = await mkdtemp(join(tmpdir(), "reelwire-disk-"))
  const isMounted = await run("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path]).then(
    () => true,
    () => false,
  )
  if (!isMounted) {
    await rmdir(path)
    return undefined
  }
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await run("umount", [path])
      await rmdir(path)
    },
  }
}
