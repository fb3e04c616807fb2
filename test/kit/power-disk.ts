import { execFile } from "node:child_process"
import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)

// EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: what is not on the disk now never gets there.
const shutDown = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack("I", 2))
`

/** An ext4 file system of a test's own whose power can be cut. */
export type PowerDisk = AsyncDisposable & {
  /** Where it is mounted. */
  readonly path: string
  /** From now on every call on it fails, and what was not made safe is lost. */
  cut(): Promise<void>
  /** Mounts it again after a cut, once no process has a file open on it. */
  plugIn(): Promise<void>
}

/** Makes a disk of so many bytes; undefined where this system does not let one make and mount such. */
export async function powerDisk(bytes: number): Promise<PowerDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "reelwire-power-"))
  const [image, path] = [join(folder, "image"), join(folder, "disk")]
  // Only a sync takes anything to the disk: the journal's own time comes after five minutes.
  const mount = (): Promise<unknown> => run("mount", ["-t", "ext4", "-o", "loop,commit=300", image, path])
  const dispose = async (): Promise<void> => {
    // A loop device goes away with its mount.
    await run("umount", [path]).catch(() => run("umount", ["--lazy", path]).catch(() => undefined))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await mkdir(path)
    await writeFile(image, "")
    await truncate(image, bytes)
    await run("mkfs.ext4", ["-q", "-F", "-m", "0", image])
    await mount()
  } catch {
    await dispose()
    return undefined
  }
  return {
    path,
    cut: async () => void (await run("python3", ["-c", shutDown, path])),
    plugIn: async () => {
      await run("umount", [path])
      await mount()
    },
    [Symbol.asyncDispose]: dispose,
  }
}
