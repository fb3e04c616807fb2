import type { Remote } from "../remote.ts"
import type { FilmFile } from "./film-file.ts"
import type { Sending } from "./film-upload.ts"
import { keepTrying } from "./keep-trying.ts"
import { PieceReader } from "./piece-reader.ts"
import { type Lane, PieceSender } from "./piece-sender.ts"
import type { RateLimit } from "./rate-limit.ts"
import type { UploadOptions } from "./upload-film.ts"

/** Pieces under way on the only connection: while one's reply is awaited the next is sent, and another read and hashed. */
const lanesOfOne = 3
/** Pieces under way on each of several connections, which make up for each other's waits. */
const lanesOfEach = 2
/** Memory for pieces; where they would take more together, each is read a second time when it is sent. */
const mostMemoryBytes = 48 * 1024 * 1024

/** Sends pieces, several at a time. Throws what sending one throws, when the others have ended. */
export async function sendPieces(
  remote: Remote,
  file: FilmFile,
  sending: Sending,
  options: UploadOptions,
): Promise<void> {
  const { own, missing } = sending
  const connections = Math.min(options.connections ?? 1, missing.length)
  const others = Array.from({ length: connections - 1 }, () => remote.another())
  const wanted = connections === 1 ? lanesOfOne : connections * lanesOfEach
  const laneCount = Math.min(wanted, missing.length)
  const memoryBytes = own.pieceBytes * laneCount <= mostMemoryBytes ? Math.min(own.pieceBytes, file.size) : 0
  const failed = new AbortController()
  const signals = [failed.signal, ...(options.signal === undefined ? [] : [options.signal])]
  const signal = AbortSignal.any(signals)
  const sender = new PieceSender(sending, { onProgress: options.onProgress, signal })
  const remotes = [remote, ...others]
  const lanes = Array.from({ length: laneCount }, async (_, lane) => {
    const through = remotes[lane % connections] ?? remote
    if (through === remote || (await isLetIn(through, options.signal)))
      await sender.run(laneThrough(through, new PieceReader(file, memoryBytes), { ...options, signal }))
  })
  try {
    await Promise.all(lanes)
  } catch (error) {
    failed.abort(error)
    throw error
  } finally {
    await Promise.allSettled(lanes)
    await Promise.all(others.map((other) => other.close()))
  }
}

/** A lane over one connection, with memory of its own. */
function laneThrough(remote: Remote, reader: PieceReader, options: UploadOptions): Lane {
  const { signal, limit } = options
  return {
    hash: (range) => reader.hash(range),
    send: (request, range, onProgress) =>
      keepTrying(remote, options, async () => {
        onProgress(0)
        const bytes = reader.bytes(range)
        const source = limit === undefined ? bytes : paced(bytes, limit, signal)
        await remote.sendPiece(request, source, { signal, onProgress })
      }),
  }
}

/** Whether the server has room for one more connection, asked with little: film bytes on their way would drown its no. */
async function isLetIn(remote: Remote, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await remote.call("ping", {}, { signal })
    return true
  } catch {
    signal?.throwIfAborted()
    return false
  }
}

async function* paced(
  source: AsyncIterable<Buffer>,
  limit: RateLimit,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += limit.mostBytes) {
      const some = bytes.subarray(at, at + limit.mostBytes)
      await limit.take(some.length, signal)
      yield some
    }
  }
}
