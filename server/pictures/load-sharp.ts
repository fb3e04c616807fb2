import type SharpModule from "sharp"

/** What libvips may read a picture with: nothing but what is taken, and that only out of memory. */
const loaders = [
  "VipsForeignLoadJpegBuffer",
  "VipsForeignLoadPngBuffer",
  "VipsForeignLoadWebpBuffer",
  "VipsForeignLoadHeifBuffer",
]

let loaded: Promise<typeof SharpModule> | undefined

/** sharp, loaded when the first picture comes: a server that gets none starts sooner and takes less memory. */
export function loadSharp(): Promise<typeof SharpModule> {
  loaded ??= import("sharp").then(({ default: sharp }) => {
    sharp.block({ operation: ["VipsForeignLoad"] })
    sharp.unblock({ operation: loaders })
    // Films and requests come first: one thread a picture, and nothing kept of the last ones.
    sharp.concurrency(1)
    sharp.cache(false)
    return sharp
  })
  return loaded
}
