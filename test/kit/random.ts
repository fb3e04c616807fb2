/** Numbers from 0 to below `most`, the same ones for the same seed (xorshift32). */
export function randomNumbers(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % most
  }
}
