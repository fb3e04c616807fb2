/** Whether the tests run as torture, which takes long: set by REELWIRE_TEST_SCALE=full. */
export const isTorture = process.env.REELWIRE_TEST_SCALE === "full"

/** A count for an ordinary run, or for torture. */
export function scaled(ordinary: number, torture: number): number {
  return isTorture ? torture : ordinary
}
