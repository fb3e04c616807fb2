import assert from "node:assert/strict"
import { randomNumbers } from "./random.ts"
import { asObject } from "./shapes.ts"

/**
 * Offsets at which to cut bytes like those that went one way over a connection: around the head, the JSON and the film bytes
 * of each frame, at the first and the last byte of all, and anywhere; `count` of them at least, none twice, in order.
 */
export function cutOffsets(bytes: Buffer, count: number): number[] {
  const random = randomNumbers(bytes.length)
  const offsets = new Set([0, bytes.length - 1, ...frameOffsets(bytes)])
  while (offsets.size < count) offsets.add(random(bytes.length))
  return [...offsets].sort((a, b) => a - b)
}

function frameOffsets(bytes: Buffer): number[] {
  const offsets: number[] = []
  for (let head = 0; head < bytes.length; ) {
    const json = head + 4
    const film = json + bytes.readUInt32LE(head)
    const end = film + filmBytes(asObject(JSON.parse(bytes.toString("utf8", json, film))))
    assert.ok(end <= bytes.length, "the frames end where the bytes do")
    offsets.push(head, head + 2, json, json + 1, (json + film) >> 1, film - 1)
    if (end > film) offsets.push(film, film + 1, (film + end) >> 1, end - 1)
    head = end
  }
  return offsets
}

function filmBytes({ type, file_size, film_size, flag }: Readonly<Record<string, unknown>>): number {
  const isFollowed =
    flag === true ? film_size !== undefined && file_size !== undefined : type === "send_piece"
  return isFollowed ? Number(file_size) : 0
}
