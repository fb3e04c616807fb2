// Runs in a browser too: nothing of Node here.

const sampleBytes = 10

/**
 * Where a film of `size` bytes is sampled: 10 bytes at each of the offsets 0, size//3, (size//3)*2 and size-10, or the
 * whole of a film that is shorter than 10 bytes.
 */
export function samplesOf(size: number): readonly { offset: number; length: number }[] {
  if (size < sampleBytes) return [{ offset: 0, length: size }]
  const third = Math.floor(size / 3)
  // A sample near the end of a short film stops where the film does.
  return [0, third, third * 2, size - sampleBytes].map((offset) => ({
    offset,
    length: Math.min(sampleBytes, size - offset),
  }))
}
