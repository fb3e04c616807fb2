/** VIPs whose turn comes for each one of the others, while both wait. */
const vipsInARow = 3

/** What stands in a lane: whoever has the lower number came earlier. */
type InLane = { readonly number: number; readonly isVip: boolean }

type Turn<Place> = { readonly place: Place; readonly hadChoice: boolean }

/** A line of two lanes, one for VIPs and one for the others, each in the order of its numbers; served three to one. */
export class Lanes<Place extends InLane> {
  readonly #vips: Place[] = []
  readonly #others: Place[] = []
  /** VIPs that were served since the last one of the others, while both waited. */
  #inARow = 0

  get length(): number {
    return this.#vips.length + this.#others.length
  }

  /** Puts a place where its number belongs. */
  add(place: Place): void {
    const lane = this.#laneOf(place)
    const before = lane.findLastIndex(({ number }) => number < place.number)
    lane.splice(before + 1, 0, place)
  }

  remove(place: Place): void {
    const lane = this.#laneOf(place)
    const at = lane.indexOf(place)
    if (at >= 0) lane.splice(at, 1)
  }

  /** Whose turn it is of those who are ready; undefined where nobody is. */
  next(isReady: (place: Place) => boolean): Place | undefined {
    return this.#turn(isReady)?.place
  }

  /** The same, and takes the place out. */
  take(isReady: (place: Place) => boolean): Place | undefined {
    const turn = this.#turn(isReady)
    if (turn === undefined) return undefined
    if (turn.hadChoice) this.#inARow = turn.place.isVip ? this.#inARow + 1 : 0
    this.remove(turn.place)
    return turn.place
  }

  /** All places in the order in which they will be served, if nobody comes or goes. */
  *inOrder(): Generator<Place> {
    for (let [vip, other, inARow] = [0, 0, this.#inARow]; ; ) {
      const [first, second] = [this.#vips[vip], this.#others[other]]
      const isVip = second === undefined || (first !== undefined && inARow < vipsInARow)
      const next = isVip ? first : second
      if (next === undefined) return
      if (first !== undefined && second !== undefined) inARow = isVip ? inARow + 1 : 0
      if (isVip) vip++
      else other++
      yield next
    }
  }

  #turn(isReady: (place: Place) => boolean): Turn<Place> | undefined {
    const vip = this.#vips.find(isReady)
    const other = this.#others.find(isReady)
    const hadChoice = vip !== undefined && other !== undefined
    const place = other === undefined || (hadChoice && this.#inARow < vipsInARow) ? vip : other
    return place && { place, hadChoice }
  }

  #laneOf({ isVip }: Place): Place[] {
    return isVip ? this.#vips : this.#others
  }
}
