import type { Quartiles } from "./quartiles.ts"

/** What one contender reached: a second, and processor time for each (NaN where it is not known). */
export type Rate = {
  readonly name: string
  readonly perSecond: Quartiles
  readonly cpuMicroseconds: Quartiles
  /** Seconds of processor a second: 1 is one core's worth. */
  readonly busy: Quartiles
}

/** One contender's rate divided by another's, round by round; `perCpu` is the same for the work done in a second of processor. */
export type Ratio = {
  readonly of: string
  readonly to: string
  readonly rate: Quartiles
  readonly perCpu: Quartiles
  readonly goal: number | undefined
  readonly isMet: boolean | undefined
}

/** The same work done by all contenders. */
export type Case = {
  readonly name: string
  readonly rates: readonly Rate[]
  readonly ratios: readonly Ratio[]
}

/** A figure that is no comparison of rates. */
export type Figure = {
  readonly name: string
  readonly value: string
  readonly goal?: string
  readonly isMet?: boolean
}

/** All that one part measured. */
export type Part = {
  readonly name: string
  readonly title: string
  /** What is counted, such as "requests". */
  readonly unit: string
  /** Whose processor time for each of them is told beside the rates, such as "the server"; without it how busy that was. */
  readonly cpuOf?: string
  readonly command: string
  readonly cases: readonly Case[]
  readonly figures: readonly Figure[]
  readonly notes: readonly string[]
}
