import { randomUUID } from "node:crypto"
import {
  constants,
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  statfs,
  writeFile,
} from "node:fs/promises"
import { join } from "node:path"
import { Failure } from "../../interface/failure.ts"
import type { FilmStore, IncomingFilm, OutgoingFilm, StagedFilm } from "../../interface/film.ts"
import { sampledMd5 } from "../../interface/wire/sampled-md5.ts"
import {
  abandonedPartFolders,
  leavePartFolder,
  makePartFolder,
  markOf,
  storedNameOfMark,
} from "./part-folder.ts"
import { writeAll } from "./write-all.ts"

/**
 * Films as files of one folder. A film is written to a part file of this server's own, made safe on the disk, moved to its
 * place by one rename and made safe there, in that order: a film that stands in its place is whole.
 */
export class DiskStore implements FilmStore {
  readonly #folder: string
  readonly #partFolder: string
  readonly #minFreeBytes: number
  /** Bytes that uploads under way have yet to write. */
  #promisedBytes = 0

  private constructor(folder: string, partFolder: string, minFreeBytes: number) {
    this.#folder = folder
    this.#partFolder = partFolder
    this.#minFreeBytes = minFreeBytes
  }

  /**
   * Opens the store in a folder, which it makes where it is missing, and removes what killed servers left there;
   * `isListed` tells whether a stored name has its row.
   */
  static async open(
    uploadsDir: string,
    minFreeBytes: number,
    isListed: (storedName: string) => Promise<boolean>,
  ): Promise<DiskStore> {
    const folder = join(uploadsDir, "films")
    await mkdir(folder, { recursive: true })
    await syncFolder(uploadsDir)
    for (const abandoned of await abandonedPartFolders(uploadsDir)) {
      for (const entry of await readdir(abandoned).catch(() => [])) {
        const storedName = storedNameOfMark(entry)
        if (storedName !== undefined && !(await isListed(storedName)))
          await rm(join(folder, storedName), { force: true })
      }
      await rm(abandoned, { recursive: true, force: true })
    }
    return new DiskStore(folder, await makePartFolder(uploadsDir), minFreeBytes)
  }

  /** Removes this server's own part folder, unless there is a film in doubt for the next start; films stay. */
  async close(): Promise<void> {
    const marks = (await readdir(this.#partFolder)).filter((entry) => storedNameOfMark(entry) !== undefined)
    if (marks.length === 0) await rm(this.#partFolder, { recursive: true, force: true })
    else leavePartFolder(this.#partFolder)
  }

  async receive(film: IncomingFilm, announcedMd5: string): Promise<StagedFilm> {
    await this.#promiseRoom(film.size)
    const storedName = randomUUID()
    const partPath = join(this.#partFolder, storedName)
    try {
      const file = await open(partPath, "wx+").catch((error: unknown) => {
        this.#promisedBytes -= film.size
        throw error
      })
      await this.#write(film, file)
        .then(() => checkContent(file, film.size, announcedMd5))
        .then(() => file.sync())
        .finally(() => file.close())
    } catch (error) {
      await remove(partPath)
      throw isOutOfSpace(error) ? this.#noSpace(film.size, await this.#bytesLeft(), error) : error
    }
    return this.#staged(storedName, partPath)
  }

  async open(storedName: string): Promise<OutgoingFilm> {
    const file = await open(join(this.#folder, storedName), constants.O_RDONLY)
    try {
      const { size } = await file.stat()
      return {
        size,
        read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
        close: () => file.close(),
      }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  #staged(storedName: string, partPath: string): StagedFilm {
    const path = join(this.#folder, storedName)
    const mark = markOf(partPath)
    return {
      storedName,
      publish: async () => {
        await writeFile(mark, "")
        await rename(partPath, path)
        await syncFolder(this.#folder)
      },
      settle: () => remove(mark),
      discard: async () => {
        await remove(partPath)
        await remove(path)
        await remove(mark)
      },
    }
  }

  /** Sets room aside for a film; throws Failure NO_SPACE where others have it or the disk hasn't. */
  async #promiseRoom(wanted: number): Promise<void> {
    const left = (await this.#bytesLeft()) - this.#promisedBytes
    if (left < wanted) throw this.#noSpace(wanted, left)
    this.#promisedBytes += wanted
  }

  async #write(film: IncomingFilm, file: FileHandle): Promise<void> {
    let position = 0
    try {
      for await (const buffers of film.chunks()) {
        const written = await writeAll(file, buffers, position)
        position += written
        this.#promisedBytes -= written
      }
    } finally {
      this.#promisedBytes -= film.size - position
    }
  }

  async #bytesLeft(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#partFolder)
    return bavail * bsize - this.#minFreeBytes
  }

  #noSpace(wanted: number, left: number, cause?: unknown): Failure {
    return new Failure("NO_SPACE", { wanted, left: Math.max(0, left) }, { cause })
  }
}

/** Removes a file as far as that goes: what stays lies in the part folder, or has a mark there. */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined)
}

async function readExactly(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

async function checkContent(file: FileHandle, size: number, announcedMd5: string): Promise<void> {
  const md5 = await sampledMd5(size, (offset, length) => readExactly(file, offset, length))
  if (md5 !== announcedMd5) throw new Failure("WRONG_CONTENT")
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  await handle.sync().finally(() => handle.close())
}

function isOutOfSpace(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")
}
