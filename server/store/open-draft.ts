import { stat } from "node:fs/promises"
import { Failure } from "../../interface/failure.ts"
import type { Draft, DraftPlan, IncomingFilm, StagedFilm } from "../../interface/film.ts"
import { contentIdOf } from "../../interface/pieces/content-id.ts"
import { PieceFile } from "../../interface/pieces/piece-file.ts"
import { bring } from "./bring.ts"
import { isNotThere, isOutOfSpace } from "./move.ts"
import type { Places } from "./places.ts"
import { sampledMd5Of } from "./receive-film.ts"
import { backToUnfinished } from "./recover.ts"
import type { Room } from "./room.ts"
import { stagedFilm } from "./staged-film.ts"

/** What a draft works with: it retires when nobody may use its open files, and is forgotten when it is no draft any more. */
export type DraftHome = {
  readonly places: Places
  readonly room: Room
  retire(): void
  forget(): void
}

/** A film that comes piece by piece, with its files open; all connections that send pieces of it share one. */
export class OpenDraft implements Draft {
  readonly #plan: DraftPlan
  readonly #file: PieceFile
  readonly #home: DraftHome
  readonly #receiving = new Set<Promise<unknown>>()
  /** What it became: nothing may be written any more, since its files belong to the library or are about to. */
  #staged: StagedFilm | undefined
  #isSealed = false

  private constructor(plan: DraftPlan, file: PieceFile, home: DraftHome) {
    this.#plan = plan
    this.#file = file
    this.#home = home
  }

  /** Opens a film's files, with room reserved for it where they are not there; throws Failure NO_SPACE. */
  static async open(plan: DraftPlan, home: DraftHome): Promise<OpenDraft> {
    const { film } = home.places.draft(plan.storedName)
    const found = await stat(film).catch((error: unknown) => {
      if (!isNotThere(error)) throw error
    })
    // A second name means that the library has these bytes by now: writing to them would change a film of it.
    if (found === undefined || found.nlink > 1) {
      await PieceFile.remove(film)
      await home.room.reserve(film, plan.size)
    }
    return new OpenDraft(plan, await PieceFile.open(film, plan), home)
  }

  /** Whether it takes no pieces, finished or about to be. */
  get isSealed(): boolean {
    return this.#isSealed
  }

  get verified(): number {
    return this.#file.verified
  }

  hashOf(piece: number): Uint8Array | undefined {
    return this.#file.hashOf(piece)
  }

  async receive(piece: number, hash: Uint8Array, bytes: IncomingFilm): Promise<void> {
    if (this.#isSealed) throw new Failure("BUSY")
    const written = this.#file.fill(piece, hash, (file, { offset, length }) =>
      bring(bytes, file, offset, length),
    )
    this.#receiving.add(written)
    try {
      if (!(await written)) throw new Failure("WRONG_PIECE", { piece })
    } catch (error) {
      throw isOutOfSpace(error) ? await this.#home.room.refusal(bytes.size, error) : error
    } finally {
      this.#receiving.delete(written)
    }
  }

  async finish(): Promise<StagedFilm> {
    if (this.#isSealed) {
      await this.#staged?.discard()
      throw new Failure("BUSY")
    }
    this.#needAll()
    this.#isSealed = true
    try {
      await Promise.allSettled(this.#receiving)
      this.#needAll()
    } catch (error) {
      this.#isSealed = false
      throw error
    }
    try {
      await this.#flush()
      this.#staged = await this.#stage()
      return this.#staged
    } catch (error) {
      this.#home.retire()
      throw error
    }
  }

  /** Closes its files, made safe on the disk unless they are given up, once nobody writes to them. */
  async close(isGivenUp: boolean): Promise<void> {
    try {
      // Whoever opens them next would not be told of what could not be written.
      if (!isGivenUp && !this.#isSealed) await this.#flush()
    } finally {
      await this.#file.close()
    }
  }

  async #flush(): Promise<void> {
    try {
      await this.#file.flush()
    } catch (error) {
      // The system may have dropped the very bytes that it could not write, and say next time that all is well.
      await PieceFile.remove(this.#home.places.draft(this.#plan.storedName).film)
      throw error
    }
  }

  async #stage(): Promise<StagedFilm> {
    const { places, retire, forget } = this.#home
    const { storedName, size, pieceBytes } = this.#plan
    const contentId = contentIdOf({ size, pieceBytes, hashes: this.#file.hashes })
    const sampledMd5 = await sampledMd5Of(size, (into, position) => this.#file.read(into, position))
    const content = { size, pieceBytes, contentId, sampledMd5 }
    return stagedFilm(places, storedName, content, places.draft(storedName), {
      settled: forget,
      takeBack: () => backToUnfinished(places, storedName).finally(retire),
    })
  }

  #needAll(): void {
    const missing = this.#file.pieceCount - this.#file.verified
    if (missing > 0) throw new Failure("PIECES_MISSING", { missing })
  }
}
