import type { FileHandle } from "node:fs/promises"
import type { Manifest } from "./pieces/manifest.ts"

/** Film bytes that a peer announced; they can be read once. */
export type IncomingFilm = {
  /** Bytes announced. */
  readonly size: number
  /** The bytes as they arrive, several buffers at a time; throws PeerGone or Failure TIMED_OUT when they stop coming. */
  chunks(): AsyncIterable<readonly Buffer[]>
  /**
   * Instead of `chunks`, where it is there: writes the bytes to a place in a file by a shorter way, and answers the BLAKE3
   * hashes of their pieces of `pieceBytes`, one after the other. Throws as `chunks` does, and what the system says of the file.
   */
  copyTo?(
    file: FileHandle,
    offset: number,
    pieceBytes: number,
    written?: (bytes: number) => void,
  ): Promise<Buffer>
}

/** Film bytes to send; whoever sends them closes it. */
export type OutgoingFilm = {
  readonly size: number
  /** The open file's descriptor, for system calls that Node does not offer; good until `close`. */
  readonly fd: number
  /** Fills a buffer from a place in the film and answers how many bytes it got, 0 at the end. */
  read(into: Buffer, position: number): Promise<number>
  close(): Promise<void>
}

/** What is known of a film whose bytes are all there. */
export type FilmContent = {
  readonly size: number
  readonly pieceBytes: number
  /** The hash over its manifest, in hexadecimal. */
  readonly contentId: string
  readonly sampledMd5: string
}

/** A film that is whole, verified and safe on the disk, but not in the library yet. */
export type StagedFilm = FilmContent & {
  /** What the library's row has to call it. */
  readonly storedName: string
  /**
   * Moves the film to where the library keeps it, for good once the call ends. Until it is settled or discarded the store
   * remembers that it may have no row: after a crash the next start asks for the row.
   */
  publish(): Promise<void>
  /** Forgets that: its row is there. What can't be done now, the next start does; so it doesn't throw. */
  settle(): Promise<void>
  /**
   * Instead of `publish`: puts its bytes in the place of those of stored films of the same content, each in one step, so that
   * whoever reads one of them reads on. The film itself gets no place in the library.
   */
  replace(storedNames: readonly string[]): Promise<void>
  /**
   * Takes the film back, published or not: one that came in one go is thrown away, one that came piece by piece can be gone
   * on with. What can't be done now, the next start does; so it doesn't throw.
   */
  discard(): Promise<void>
}

/** A film of which pieces are still to come; `storedName` is what it is called before and after it is published. */
export type DraftPlan = { readonly storedName: string; readonly size: number; readonly pieceBytes: number }

/** The pieces of a film that have arrived; what it says outlives this server. */
export type Draft = {
  /** The verified pieces' BLAKE3 hashes by their number; undefined for those to come. */
  hashOf(piece: number): Uint8Array | undefined
  /** How many pieces are there. */
  readonly verified: number
  /**
   * Takes one piece in and keeps it if it has this hash; throws Failure WRONG_PIECE where it hasn't, and then what was known
   * of other pieces stays. Several pieces may come at once.
   */
  receive(piece: number, hash: Uint8Array, bytes: IncomingFilm): Promise<void>
  /**
   * Makes it safe on the disk; throws Failure PIECES_MISSING. From then on it takes no pieces (BUSY) unless it is discarded; asked
   * again meanwhile it is BUSY and discarded, since nobody could tell what became of the first time. After a failed sync its
   * file is abandoned for good, and all pieces are missing. Not to be called twice at once.
   */
  finish(): Promise<StagedFilm>
}

/** Where films are kept; stored names are the store's own and mean nothing to anybody else. */
export type FilmStore = {
  /** A name that no film has. */
  newName(): string
  /**
   * Takes a whole film in, working out its manifest on the way; throws Failure NO_SPACE, or WRONG_CONTENT where the sampled
   * md5 differs from the announced one.
   */
  receive(film: IncomingFilm, announcedMd5: string, pieceBytes: number): Promise<StagedFilm>
  /** Makes room on the disk for a film that comes piece by piece; throws Failure NO_SPACE. */
  reserve(plan: DraftPlan): Promise<void>
  /** Works on a film that comes piece by piece; one that is not there (any more) begins anew. Throws Failure NO_SPACE. */
  withDraft<T>(plan: DraftPlan, work: (draft: Draft) => Promise<T>): Promise<T>
  /** Bytes of the pieces of a film that comes piece by piece that are there; 0 where there is no such film. */
  arrivedBytes(plan: DraftPlan): Promise<number>
  /**
   * Fills a film that comes piece by piece with the pieces of a stored one that are still what that one's manifest says;
   * answers once it has looked at all of them, or when the store is closed. Asked again meanwhile, it answers with the first time.
   */
  refill(plan: DraftPlan, from: string): Promise<void>
  /** Bytes that further films may take: what the disk has left, less what others were promised and what must stay free. */
  freeBytes(): Promise<number>
  /** Opens a stored film; throws where it is not there. */
  open(storedName: string): Promise<OutgoingFilm>
  /** A stored film's manifest; undefined where there is none (yet). */
  manifest(storedName: string): Promise<Manifest | undefined>
  /**
   * Does `work` alone among all work with this key: for a content's id, whoever publishes it shares its bytes before the next
   * one does; for a stored name, an upload is begun, finished or dropped.
   */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>
  /**
   * Gives those of the stored films `others` that `wanted` answers the bytes of `from`, which is of the same content and was
   * verified just now, so that they are stored once. Where the file system can't, each keeps its own. What is in its place is
   * whole at any time. Called for a content in its turn only.
   */
  share(from: string, others: readonly string[], wanted: () => Promise<readonly string[]>): Promise<void>
  /**
   * Removes a film, whole or in pieces, once `forget` has made the library forget it; where that throws, the film stays. What
   * a crash interrupts, the next start finishes.
   */
  remove(storedName: string, forget: () => Promise<void>): Promise<void>
}

/** The other side went away in the middle of something. */
export class PeerGone extends Error {
  override readonly name = "PeerGone"
}
