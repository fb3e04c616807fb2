/** A part of a stream: what is said, and which bytes of the film follow it (or its reply's head). */
export type FilmPart = { readonly head: Uint8Array; readonly offset: number; readonly length: number }

/** What each stream says and sends or expects, and what the first one says when all are done. */
export type Plan = { readonly streams: readonly (readonly FilmPart[])[]; readonly final?: Uint8Array }

/** A range of a film. */
export type Range = { readonly offset: number; readonly length: number }

/** A film cut into as many ranges of equal length as there are streams. */
export function rangesOf(size: number, streams: number): Range[] {
  const length = size / streams
  return Array.from({ length: streams }, (_, index) => ({ offset: index * length, length }))
}

/** The plan as the program at the other end reads it (peer/plan.h). */
export function encodePlan({ streams, final = new Uint8Array() }: Plan): Buffer {
  const parts = streams.flatMap((stream) => [u32(stream.length), ...stream.flatMap(encodePart)])
  return Buffer.concat([u32(streams.length), ...parts, u32(final.length), final])
}

function encodePart({ head, offset, length }: FilmPart): Uint8Array[] {
  return [u32(head.length), head, u64(offset), u64(length)]
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
