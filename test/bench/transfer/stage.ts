import type { Place } from "../kit/cores.ts"
import { type Contender, interleave, type Pair, type Schedule } from "../kit/interleave.ts"
import type { Case } from "../kit/result.ts"
import { BenchFilm } from "./film.ts"
import type { Library } from "./library.ts"
import type { TlsFiles } from "./nginx.ts"
import type { OtherEnd } from "./other-end.ts"

/** What all cases of transfers share. */
export type Stage = {
  /** A folder in memory, for stores and films. */
  readonly folder: string
  readonly place: Place
  readonly filmBytes: number
  readonly schedule: Schedule
  readonly filter: string
  readonly library: Library
  readonly otherEnd: OtherEnd
  readonly tls: (TlsFiles & { readonly ca: string }) | undefined
  /** What whoever reads the figures has to know; cases add to it. */
  readonly notes: string[]
}

/** Starts a peer that may be there and yet not run; where it doesn't, its rows are missing and a note says why. */
export async function orNote<T>(
  { notes }: Stage,
  name: string,
  start: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await start()
  } catch (error) {
    notes.push(`${name} did not start here: ${error instanceof Error ? error.message.split("\n")[0] : error}`)
    return undefined
  }
}

/** How many streams share a film. */
export const streamCounts = [1, 4] as const

/** "1 stream", "4 streams". */
export function streamsText(count: number): string {
  return count === 1 ? "1 stream" : `${count} streams`
}

/** Compares contenders; pairs of which one is not there are left out. */
export async function compare(
  stage: Stage,
  name: string,
  contenders: readonly Contender[],
  pairs: readonly Pair[],
): Promise<Case> {
  const names = new Set(contenders.map((contender) => contender.name))
  const present = pairs.filter(({ of, to }) => names.has(of) && names.has(to))
  return await interleave(name, contenders, present, stage.schedule)
}

let films = 0

/** A film that differs from all others of this run, so that no server finds it stored already. */
export function newFilm(size: number): BenchFilm {
  return new BenchFilm(size, ++films)
}
