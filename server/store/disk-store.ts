import { randomUUID } from "node:crypto"
import { constants, mkdir, open, readdir, readFile, rm } from "node:fs/promises"
import { Failure } from "../../interface/failure.ts"
import type {
  Draft,
  DraftPlan,
  FilmStore,
  IncomingFilm,
  OutgoingFilm,
  StagedFilm,
} from "../../interface/film.ts"
import { type Manifest, pieceRange } from "../../interface/pieces/manifest.ts"
import { parseSlots, piecesThere } from "../../interface/pieces/slots.ts"
import { syncFolder } from "../../interface/pieces/sync.ts"
import { Turns } from "../../interface/pieces/turns.ts"
import { Drafts } from "./drafts.ts"
import { isNotThere, isOutOfSpace, removeFiles } from "./move.ts"
import { leavePartFolder, makePartFolder, storedNameOfMark } from "./part-folder.ts"
import { filmsIn, Places, unfinishedIn } from "./places.ts"
import { receiveFilm } from "./receive-film.ts"
import { type RowKind, recover } from "./recover.ts"
import { refill } from "./refill.ts"
import { Room } from "./room.ts"
import { shareBytes } from "./share-bytes.ts"
import { setMarks, stagedFilm } from "./staged-film.ts"

/**
 * Films as files of one folder, and those that are not whole yet in two others. A film is made safe on the disk, moved to its
 * place by one rename and made safe there, in that order: a film that stands in its place is whole.
 */
export class DiskStore implements FilmStore {
  readonly #places: Places
  readonly #room: Room
  readonly #drafts: Drafts
  readonly #turns = new Turns<string>()
  readonly #removals = new Turns<string>()
  readonly #refills = new Map<string, Promise<void>>()
  readonly #closing = new AbortController()

  private constructor(places: Places, minFreeBytes: number) {
    this.#places = places
    this.#room = new Room(places.unfinished, minFreeBytes)
    this.#drafts = new Drafts(places, this.#room)
  }

  /**
   * Opens the store in a folder, which it makes where it is missing, and puts right what killed servers left there; `rowOf`
   * tells which row a stored name has.
   */
  static async open(
    uploadsDir: string,
    minFreeBytes: number,
    rowOf: (storedName: string) => Promise<RowKind>,
  ): Promise<DiskStore> {
    await mkdir(filmsIn(uploadsDir), { recursive: true })
    await mkdir(unfinishedIn(uploadsDir), { recursive: true })
    await syncFolder(uploadsDir)
    await recover(uploadsDir, rowOf)
    return new DiskStore(new Places(uploadsDir, await makePartFolder(uploadsDir)), minFreeBytes)
  }

  /** Removes this server's own part folder, unless there is a film in doubt for the next start; films stay. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#drafts.close()
    const { part } = this.#places
    const marks = (await readdir(part)).filter((entry) => storedNameOfMark(entry) !== undefined)
    if (marks.length === 0) await rm(part, { recursive: true, force: true })
    else leavePartFolder(part)
  }

  newName(): string {
    return randomUUID()
  }

  freeBytes(): Promise<number> {
    return this.#room.freeBytes()
  }

  async receive(film: IncomingFilm, announcedMd5: string, pieceBytes: number): Promise<StagedFilm> {
    const promised = await this.#room.promise(film.size)
    const storedName = this.newName()
    const [own, stored] = [this.#places.own(storedName), this.#places.stored(storedName)]
    const removeOwn = (): Promise<void> => removeFiles(own.film, own.manifest)
    try {
      const content = await receiveFilm(film, announcedMd5, pieceBytes, own, promised.written)
      return stagedFilm(this.#places, storedName, content, own, {
        takeBack: () => removeFiles(own.film, own.manifest, stored.film, stored.manifest),
        settled: () => undefined,
      })
    } catch (error) {
      // What stays lies in the part folder.
      await removeOwn().catch(() => undefined)
      throw isOutOfSpace(error) ? await this.#room.refusal(film.size, error) : error
    } finally {
      promised.end()
    }
  }

  async reserve({ storedName, size }: DraftPlan): Promise<void> {
    await this.#room.reserve(this.#places.draft(storedName).film, size)
  }

  withDraft<T>(plan: DraftPlan, work: (draft: Draft) => Promise<T>): Promise<T> {
    return this.#drafts.use(plan, work)
  }

  async arrivedBytes({ storedName, size, pieceBytes }: DraftPlan): Promise<number> {
    const slots = await readSlots(this.#places.draft(storedName).manifest)
    if (slots?.size !== size || slots.pieceBytes !== pieceBytes) return 0
    return piecesThere(slots).reduce((sum, piece) => sum + pieceRange(piece, size, pieceBytes).length, 0)
  }

  refill(plan: DraftPlan, from: string): Promise<void> {
    const { storedName } = plan
    const underWay = this.#refills.get(storedName)
    if (underWay !== undefined) return underWay
    const filled = refill(this, plan, from, this.#closing.signal).finally(() =>
      this.#refills.delete(storedName),
    )
    this.#refills.set(storedName, filled)
    return filled
  }

  async open(storedName: string): Promise<OutgoingFilm> {
    const file = await open(this.#places.stored(storedName).film, constants.O_RDONLY)
    try {
      const { size } = await file.stat()
      return {
        size,
        fd: file.fd,
        read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
        close: () => file.close(),
      }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async manifest(storedName: string): Promise<Manifest | undefined> {
    return readSlots(this.#places.stored(storedName).manifest)
  }

  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(key, work)
  }

  share(from: string, others: readonly string[], wanted: () => Promise<readonly string[]>): Promise<void> {
    // No other work on those films: what is purged meanwhile must not come back.
    return this.#removals.takeAll(others, () => shareBytes(this.#places, from, others, wanted))
  }

  remove(storedName: string, forget: () => Promise<void>): Promise<void> {
    const places = this.#places
    const [stored, draft, mark] = [
      places.stored(storedName),
      places.draft(storedName),
      places.mark(storedName),
    ]
    return this.#removals.take(storedName, async () => {
      await setMarks(places, [storedName])
      try {
        await forget()
      } catch (error) {
        // Anything else than a refusal leaves it open whether the row is there: the next start asks.
        if (error instanceof Failure) await removeFiles(mark)
        throw error
      }
      await this.#drafts.forget(storedName)
      await removeFiles(draft.manifest, draft.film, stored.film, stored.manifest)
      await removeFiles(mark)
    })
  }
}

async function readSlots(path: string): Promise<Manifest | undefined> {
  try {
    return parseSlots(await readFile(path))
  } catch (error) {
    if (isNotThere(error)) return undefined
    throw error
  }
}
