import assert from "node:assert/strict"
import { QueuePlace } from "../../db/queue-place.ts"
import type { Peer, Push } from "./peer.ts"
import { listIn, numberIn, textIn } from "./people.ts"
import type { TestServer } from "./server.ts"
import { asObject } from "./shapes.ts"
import { until } from "./until.ts"

/** A download that wants to be told its place in the line, of the library's first film. */
export const told = { type: "download_movie", movie_id: 1, queue: "tell" }

/** Settings of a server with one slot that a download keeps until it says `delivered`. */
export const oneSlot = { downloadSlots: 1, slotLingerS: 600 }

/** Takes a slot, or a turn, and keeps it; answers its download. */
export async function hold(peer: Peer, more: object = {}): Promise<number> {
  const reply = await peer.ok({ ...told, length: 1, ...more })
  await peer.bytes(1)
  return numberIn(reply, "download_id")
}

/** Gives the slot of a download back. */
export async function letGo(peer: Peer, download_id: number): Promise<void> {
  await peer.ok({ type: "delivered", download_id })
}

/** Gets in line; answers the place. */
export async function getInLine(peer: Peer, more: object = {}): Promise<string> {
  return textIn(await peer.fails("QUEUED", { ...told, length: 1, ...more }), "place")
}

/** The next push that isn't about how many people are in front. */
export async function nextNews(peer: Peer): Promise<Push> {
  for (;;) {
    const push = await peer.push()
    if (push.push !== "queue") return push
  }
}

/** Waits for the turn of a place, and answers for how long it is offered. */
export async function turnOf(peer: Peer, place: string): Promise<number> {
  const { push, place: whose, offer_s } = await nextNews(peer)
  assert.deepEqual([push, whose], ["turn", place])
  return Number(offer_s)
}

/** What the staff sees of the line: who has a slot, and who waits, in order. */
export async function lineSeenBy(admin: Peer): Promise<{ slots: string[]; line: string[] }> {
  const reply = await admin.ok({ type: "list_queue", limit: 200 })
  const names = (key: string): string[] =>
    listIn(reply, key).map((entry) => String(asObject(entry).user_name))
  return { slots: names("slots"), line: names("line") }
}

/** Answers once nobody has a slot, and nobody waits. */
export async function nobodyThere(admin: Peer): Promise<void> {
  await until("all slots free", async () => {
    const { slots, line } = await lineSeenBy(admin)
    return slots.length + line.length === 0
  })
}

/** The tokens of the places in the table, in order. */
export async function storedPlaces({ running }: TestServer): Promise<string[]> {
  const rows = await running.app.database.run(() => QueuePlace.select({}, { orderBy: "id" }))
  return rows.map(({ token }) => token)
}
