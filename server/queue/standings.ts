import type { Lanes } from "./lanes.ts"
import type { Place } from "./place.ts"

/** How a place stands: how many people will be served before it, and in how many seconds its turn may come. */
export type Standing = {
  readonly place: Place
  readonly frontUsers: number
  readonly estimateS: number | null
}

/**
 * Goes through the line in the order in which it will be served. `secondsEach` is what passes between one turn and the next;
 * without a limit for all of them nobody waits for anybody else.
 */
export function* standings(
  lanes: Lanes<Place>,
  { secondsEach, isForAll }: { readonly secondsEach: number | undefined; readonly isForAll: boolean },
): Generator<Standing> {
  const people = new Set<number>()
  let places = 0
  for (const place of lanes.inOrder()) {
    places++
    const frontUsers = isForAll ? people.size - (people.has(place.userId) ? 1 : 0) : 0
    yield {
      place,
      frontUsers,
      estimateS: secondsEach === undefined ? null : Math.ceil(places * secondsEach),
    }
    people.add(place.userId)
  }
}
