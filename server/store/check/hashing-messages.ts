import type { FileHashes, HashWish } from "./hash-file.ts"
import type { MendWish } from "./mend-file.ts"

/** What the hashing process is told to do. */
export type HashingRequest =
  | { readonly kind: "hash"; readonly wish: HashWish }
  | { readonly kind: "mend"; readonly wish: MendWish }

/** What the hashing process tells: bytes that it is through with, and once how it ended. */
export type HashingReply =
  | { readonly kind: "read"; readonly bytes: number }
  /** Undefined: there is no such file. */
  | { readonly kind: "hashed"; readonly found: FileHashes | undefined }
  | { readonly kind: "mended"; readonly left: readonly number[] }
  | { readonly kind: "failed"; readonly reason: string }

/** Whether a message of the channel is a request. */
export function isHashingRequest(message: unknown): message is HashingRequest {
  return isOfKind(message, ["hash", "mend"])
}

/** Whether a message of the channel is a reply. */
export function isHashingReply(message: unknown): message is HashingReply {
  return isOfKind(message, ["read", "hashed", "mended", "failed"])
}

function isOfKind(message: unknown, kinds: readonly unknown[]): boolean {
  return typeof message === "object" && message !== null && "kind" in message && kinds.includes(message.kind)
}
