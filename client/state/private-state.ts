import { constants } from "node:fs"
import { chmod, mkdir, open, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { syncFile, syncFolder } from "../../interface/pieces/sync.ts"
import { onFile } from "../transfer/file-trouble.ts"
import { takeLock } from "../transfer/part-lock.ts"
import { Trouble } from "../trouble.ts"

/** What others may do with a file, and so read of it. */
const othersBits = 0o077
/** How long another program may have the file: as long as a log-in over a bad line takes. */
const mostWaitMs = 90_000
const stepMs = 25

/** A file that only its owner can read, which changes as a whole and for one program at a time. */
export class PrivateState {
  readonly path: string
  readonly #folder: string

  constructor(folder: string, name: string) {
    this.#folder = folder
    this.path = join(folder, name)
  }

  /**
   * Its text, "" where there is none. Where others could read it that is mended, and `onMended` told. Throws Trouble about the
   * file, FILE_FORBIDDEN where it is somebody else's.
   */
  read(onMended: () => void): Promise<string> {
    return onFile(this.path, async () => {
      const file = await open(this.path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(
        (error: unknown) => {
          if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
          throw error
        },
      )
      if (file === undefined) return ""
      try {
        const { mode, uid } = await file.stat()
        if (process.platform !== "win32") {
          if (uid !== process.getuid?.()) throw new Trouble("FILE_FORBIDDEN", { path: this.path })
          if ((mode & othersBits) !== 0) {
            await file.chmod(0o600)
            onMended()
          }
        }
        return await file.readFile("utf8")
      } finally {
        await file.close()
      }
    })
  }

  /** Puts a text in its place, within `alone`: after a crash it is the old or the new one. */
  write(text: string): Promise<void> {
    return onFile(this.path, async () => {
      const written = `${this.path}.new`
      // A program that was killed may have left one, with a token in it.
      await rm(written, { force: true })
      try {
        const file = await open(written, "wx", 0o600)
        try {
          await file.writeFile(text)
          await syncFile(file)
        } finally {
          await file.close()
        }
        await rename(written, this.path)
      } catch (error) {
        await rm(written, { force: true })
        throw error
      }
      await syncFolder(this.#folder)
    })
  }

  /** Does something while no other program has the file; waits for it. Throws Trouble STATE_BUSY and what `work` throws. */
  async alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const release = await this.#locked(signal)
    try {
      return await work()
    } finally {
      await release()
    }
  }

  async #locked(signal?: AbortSignal): Promise<() => Promise<void>> {
    await onFile(this.#folder, async () => {
      const made = await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      // Whatever the mask of new files is.
      if (made !== undefined) await chmod(this.#folder, 0o700)
    })
    const lock = `${this.path}.lock`
    for (const untilMs = performance.now() + mostWaitMs; ; ) {
      signal?.throwIfAborted()
      try {
        return await onFile(lock, () => takeLock(lock))
      } catch (error) {
        if (!(error instanceof Trouble) || error.code !== "DOWNLOAD_BUSY") throw error
        const { pid = "", host = "" } = error.detail
        if (performance.now() > untilMs) throw new Trouble("STATE_BUSY", { path: lock, pid, host })
      }
      await pause(stepMs + Math.random() * stepMs)
    }
  }
}
