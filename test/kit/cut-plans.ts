import { cutOffsets } from "./cut-offsets.ts"
import type { Stop } from "./fault-lane.ts"
import type { Faults } from "./fault-proxy.ts"

/** A transfer that meets faults on its first connection; `isPatient`: it goes on by itself, else it is begun again. */
export type CutPlan = { readonly number: number; readonly faults: Faults; readonly isPatient: boolean }

/** Plans of transfers that are cut at `count` offsets or more of bytes like these, each in one of several ways. */
export function cutPlans(
  direction: "up" | "down",
  bytes: Buffer,
  count: number,
  ways: readonly Stop["how"][],
): CutPlan[] {
  return cutOffsets(bytes, count).map((at, number) => {
    // Two of three are resets, the way in which connections end as a rule.
    const stop: Stop = {
      at,
      how: (number % 3 === 1 ? ways[((number / 3) % ways.length) | 0] : undefined) ?? "reset",
    }
    return { number, faults: { [direction]: { stop } }, isPatient: number % 2 === 0 }
  })
}

/** Plans of transfers of which one bit is flipped at `count` offsets or more of bytes like these. */
export function flipPlans(direction: "up" | "down", bytes: Buffer, count: number): CutPlan[] {
  return cutOffsets(bytes, count).map((at, number) => {
    return { number, faults: { [direction]: { flipAt: [at] } }, isPatient: number % 2 === 0 }
  })
}
