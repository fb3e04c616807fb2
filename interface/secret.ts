import { createHash, randomBytes } from "node:crypto"

/** 256 random bits in base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url")
}

/** The SHA-256 of a secret in hex, which is all that is stored of it: of what is long and random, so that nobody can try it out. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex")
}
