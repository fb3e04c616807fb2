import type { LineState } from "../../interface/context.ts"
import { isPresent } from "./place.ts"
import type { Slot } from "./slot.ts"
import type { Standing } from "./standings.ts"

/** What the staff sees of the slots and the line. */
export function describeLine(
  mostSlots: number,
  slots: Iterable<Slot>,
  standings: Iterable<Standing>,
): LineState {
  return {
    mostSlots,
    slots: Array.from(slots, (slot) => ({
      userId: slot.userId,
      movieId: slot.movieId,
      downloadId: slot.downloadId ?? null,
      heldMs: slot.heldMs,
      bytes: slot.bytes,
      state: slot.ranges > 0 ? "sending" : slot.bytes > 0 ? "between" : "offered",
    })),
    places: Array.from(standings, ({ place, frontUsers, estimateS }) => ({
      userId: place.userId,
      movieId: place.movieId,
      isVip: place.isVip,
      waitedMs: performance.now() - place.sinceMs,
      isPresent: isPresent(place),
      frontUsers,
      estimateS,
    })),
  }
}
