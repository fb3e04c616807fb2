import { setPriority } from "node:os"
import { isNotThere } from "../move.ts"
import { type FileHashes, type HashWish, hashFile } from "./hash-file.ts"
import { type HashingReply, isHashingRequest } from "./hashing-messages.ts"
import { mendFile } from "./mend-file.ts"

const lowest = 19
/** Bytes between two words on how far it is. */
const toldBytes = 16 * 1024 * 1024

// Before the first read: the threads that read are made then, with the priority of this one.
setPriority(lowest)
// Its server is gone, however that ended.
process.on("disconnect", () => process.exit())
process.on("message", (request: unknown) => {
  if (!isHashingRequest(request)) return
  const work: Promise<HashingReply> =
    request.kind === "hash"
      ? hash(request.wish).then((found) => ({ kind: "hashed", found }))
      : mendFile(request.wish).then((left) => ({ kind: "mended", left }))
  work.then(tell, (error: unknown) => tell({ kind: "failed", reason: String(error) }))
})

function tell(reply: HashingReply): void {
  process.send?.(reply)
}

async function hash(wish: HashWish): Promise<FileHashes | undefined> {
  let untold = 0
  const read = (bytes: number): void => {
    untold += bytes
    if (untold < toldBytes) return
    tell({ kind: "read", bytes: untold })
    untold = 0
  }
  try {
    return await hashFile(wish, read)
  } catch (error) {
    if (isNotThere(error)) return undefined
    throw error
  } finally {
    tell({ kind: "read", bytes: untold })
  }
}
