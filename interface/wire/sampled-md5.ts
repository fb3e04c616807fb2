import { createHash } from "node:crypto"
import { samplesOf } from "./samples-of.ts"

/** The sampled md5 of a film in lower-case hex; `read` answers the bytes at a place. A hint at what the film is, never a proof. */
export async function sampledMd5(
  size: number,
  read: (offset: number, length: number) => Promise<Uint8Array> | Uint8Array,
): Promise<string> {
  const hash = createHash("md5")
  for (const { offset, length } of samplesOf(size)) hash.update(await read(offset, length))
  return hash.digest("hex")
}
