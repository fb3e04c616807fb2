/** Film bytes that a peer announced; they can be read once. */
export type IncomingFilm = {
  /** Bytes announced. */
  readonly size: number
  /** The bytes as they arrive, several buffers at a time; throws PeerGone or Failure TIMED_OUT when they stop coming. */
  chunks(): AsyncIterable<readonly Buffer[]>
}

/** Film bytes to send; whoever sends them closes it. */
export type OutgoingFilm = {
  readonly size: number
  /** Fills a buffer from a place in the film and answers how many bytes it got, 0 at the end. */
  read(into: Buffer, position: number): Promise<number>
  close(): Promise<void>
}

/** A film that is written and safe on the disk, but not in the library yet. */
export type StagedFilm = {
  /** What the library's row has to call it. */
  readonly storedName: string
  /**
   * Moves the film to where the library keeps it, for good once the call ends. Until it is settled or discarded the store
   * remembers that it may have no row: after a crash the next start asks for the row and removes a film that has none.
   */
  publish(): Promise<void>
  /** Forgets that: its row is there. What can't be done now, the next start does; so it doesn't throw. */
  settle(): Promise<void>
  /** Throws the film away, published or not. What can't be done now, the next start does; so it doesn't throw. */
  discard(): Promise<void>
}

/** Where films are kept; stored names are the store's own and mean nothing to anybody else. */
export type FilmStore = {
  /** Takes the bytes in; throws Failure NO_SPACE, or WRONG_CONTENT where the sampled md5 differs from the announced one. */
  receive(film: IncomingFilm, announcedMd5: string): Promise<StagedFilm>
  /** Opens a stored film; throws where it is not there. */
  open(storedName: string): Promise<OutgoingFilm>
}

/** The other side went away in the middle of something. */
export class PeerGone extends Error {
  override readonly name = "PeerGone"
}
