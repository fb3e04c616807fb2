import { quartilesOf } from "./quartiles.ts"
import type { Case, Rate, Ratio } from "./result.ts"

/** What one contender did in one round: `cpuSeconds` is what its process took, where that is known. */
export type Sample = {
  readonly count: number
  readonly seconds: number
  readonly cpuSeconds: number | undefined
}

/** One way of doing the same work; `run` does it for about `ms` milliseconds. */
export type Contender = { readonly name: string; run(ms: number): Promise<Sample> }

/** A pair to compare, with the least ratio that is the goal, where there is one. */
export type Pair = { readonly of: string; readonly to: string; readonly goal?: number }

/** How often and how long each contender runs. */
export type Schedule = { readonly rounds: number; readonly roundMs: number }

/**
 * Runs the contenders in turns, the order reversed in every other round, after one round that does not count. A ratio is
 * made of the two samples of one round, so that whatever slows the machine down for a while slows down both.
 */
export async function interleave(
  name: string,
  contenders: readonly Contender[],
  pairs: readonly Pair[],
  { rounds, roundMs }: Schedule,
): Promise<Case> {
  process.stderr.write(`measuring: ${name}\n`)
  const samples = new Map(contenders.map((contender): [string, Sample[]] => [contender.name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const sample = await contender.run(roundMs)
      if (round >= 0) samples.get(contender.name)?.push(sample)
    }
  }
  return {
    name,
    rates: [...samples].map(([contender, taken]) => rateOf(contender, taken)),
    ratios: pairs.map((pair) => ratioOf(pair, samples.get(pair.of) ?? [], samples.get(pair.to) ?? [])),
  }
}

function rateOf(name: string, samples: readonly Sample[]): Rate {
  return {
    name,
    perSecond: quartilesOf(samples.map(({ count, seconds }) => count / seconds)),
    cpuMicroseconds: quartilesOf(samples.map((sample) => 1e6 * cpuEach(sample))),
    busy: quartilesOf(samples.map(({ cpuSeconds, seconds }) => (cpuSeconds ?? Number.NaN) / seconds)),
  }
}

function ratioOf({ of, to, goal }: Pair, mine: readonly Sample[], theirs: readonly Sample[]): Ratio {
  const rounds = mine.flatMap((sample, round) => {
    const other = theirs[round]
    return other === undefined ? [] : [{ sample, other }]
  })
  const rate = quartilesOf(
    rounds.map(({ sample, other }) => sample.count / sample.seconds / (other.count / other.seconds)),
  )
  const perCpu = quartilesOf(rounds.map(({ sample, other }) => cpuEach(other) / cpuEach(sample)))
  return { of, to, rate, perCpu, goal, isMet: goal === undefined ? undefined : rate.median >= goal }
}

function cpuEach({ count, cpuSeconds }: Sample): number {
  return (cpuSeconds ?? Number.NaN) / count
}
