import type { FilmReply } from "../../interface/message.ts"

/** Fills a buffer from `sent` bytes behind the range's begin; throws where the film ends before the range does. */
export async function readRange(
  { film, offset, length }: FilmReply,
  buffer: Buffer,
  sent: number,
): Promise<Buffer> {
  const bytes = await film.read(buffer.subarray(0, Math.min(buffer.length, length - sent)), offset + sent)
  if (bytes === 0) throw endsEarly(film, offset + sent)
  return buffer.subarray(0, bytes)
}

/** What is thrown where a stored film is shorter than its row says. */
export function endsEarly({ size }: FilmReply["film"], position: number): Error {
  return new Error(`the stored film ends at ${position} of ${size} bytes`)
}
