import { randomUUID } from "node:crypto"
import { constants, type FileHandle, mkdir, open, rename, rm, statfs } from "node:fs/promises"
import { join } from "node:path"
import { Failure } from "../../interface/failure.ts"
import type { FilmStore, IncomingFilm, OutgoingFilm, StagedFilm } from "../../interface/film.ts"
import { sampledMd5 } from "../../interface/wire/sampled-md5.ts"
import { makePartFolder, sweepPartFolders } from "./part-folder.ts"
import { writeAll } from "./write-all.ts"

/**
 * Films as files of one folder. A film is written to a part file of this server's own, made safe on the disk, moved to its
 * place by one rename and made safe there, in that order: a film that stands in its place is whole.
 */
export class DiskStore implements FilmStore {
  readonly #folder: string
  readonly #partFolder: string
  readonly #minFreeBytes: number

  private constructor(folder: string, partFolder: string, minFreeBytes: number) {
    this.#folder = folder
    this.#partFolder = partFolder
    this.#minFreeBytes = minFreeBytes
  }

  /** Opens the store in a folder, which it makes where it is missing, and removes what killed servers left there. */
  static async open(uploadsDir: string, minFreeBytes: number): Promise<DiskStore> {
    const folder = join(uploadsDir, "films")
    await mkdir(folder, { recursive: true })
    await sweepPartFolders(uploadsDir)
    return new DiskStore(folder, await makePartFolder(uploadsDir), minFreeBytes)
  }

  /** Removes this server's own part folder; films stay. */
  async close(): Promise<void> {
    await rm(this.#partFolder, { recursive: true, force: true })
  }

  async receive(film: IncomingFilm, announcedMd5: string): Promise<StagedFilm> {
    await this.#needRoom(film.size)
    const storedName = randomUUID()
    const partPath = join(this.#partFolder, storedName)
    try {
      const file = await open(partPath, "wx+")
      await this.#write(film, file)
        .then(() => checkContent(file, film.size, announcedMd5))
        .then(() => file.sync())
        .finally(() => file.close())
    } catch (error) {
      await rm(partPath, { force: true })
      throw error
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
    return {
      publish: async () => {
        await rename(partPath, path)
        await syncFolder(this.#folder)
        return storedName
      },
      discard: async () => {
        await rm(partPath, { force: true })
        await rm(path, { force: true })
      },
    }
  }

  async #needRoom(wanted: number): Promise<void> {
    const left = await this.#bytesLeft()
    if (left < wanted) throw new Failure("NO_SPACE", { wanted, left })
  }

  async #bytesLeft(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#partFolder)
    return Math.max(0, bavail * bsize - this.#minFreeBytes)
  }

  async #write(film: IncomingFilm, file: FileHandle): Promise<void> {
    let position = 0
    try {
      for await (const buffers of film.chunks()) position += await writeAll(file, buffers, position)
    } catch (error) {
      if (!isOutOfSpace(error)) throw error
      throw new Failure("NO_SPACE", { wanted: film.size, left: await this.#bytesLeft() }, { cause: error })
    }
  }
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
