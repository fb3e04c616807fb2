import { createHash } from "node:crypto"

/** What the wire carries instead of a typed password: the lower-case hex md5 of its UTF-8 bytes. */
export function prehash(typedPassword: string): string {
  return createHash("md5").update(typedPassword, "utf8").digest("hex")
}
