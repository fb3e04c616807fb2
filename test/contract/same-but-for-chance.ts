import assert from "node:assert/strict"
import type { Reply } from "../kit/peer.ts"

/** Keys whose values are made by chance, or by how long something took. */
const chance: ReadonlySet<string> = new Set([
  ...[
    "session",
    "device_token",
    "invitation",
    "invitations",
    "codes",
    "place",
    "estimate_s",
    "seconds",
    "held_ms",
  ],
  ...["waited_ms", "waited_s", "free_bytes", "disk_free_bytes", "store_bytes", "memory_bytes"],
])
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/

/** Asserts that two replies say the same, but for times, what is made by chance, and where a film is to be had over HTTP. */
export function sameButForChance(reply: Reply, expected: Reply | undefined, what: string): void {
  const { url: _, ...rest } = reply
  assert.deepEqual(Object.keys(rest).sort(), Object.keys(expected ?? {}).sort(), what)
  assert.deepEqual(withoutChance(rest), withoutChance(expected), what)
}

function withoutChance(value: unknown): unknown {
  if (typeof value === "string") return moment.test(value) ? "a moment" : value.replace(/\b\d+ s\b/, "some s")
  if (Array.isArray(value)) return value.map(withoutChance)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, chance.has(key) ? "by chance" : withoutChance(inner)]),
  )
}
