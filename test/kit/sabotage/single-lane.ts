import * as real from "../../../server/queue/lanes.ts"

export const Lanes = real.Lanes
export type Lanes<Place extends { readonly number: number; readonly isVip: boolean }> = real.Lanes<Place>

const take = Lanes.prototype.take

/** Serves all in the order in which they came, whatever their lane. */
Lanes.prototype.take = function <Place extends { readonly number: number; readonly isVip: boolean }>(
  this: real.Lanes<Place>,
  isReady: (place: Place) => boolean,
) {
  const first = [...this.inOrder()].filter(isReady).toSorted((a, b) => a.number - b.number)[0]
  return take.call(this, (place) => place === first)
}
