import { blake3 } from "@napi-rs/blake-hash"
import { hashBytes, type Manifest, manifestText } from "./manifest.ts"

/** What a film is as content: the BLAKE3 hash, in hexadecimal, of its manifest's text. */
export function contentIdOf(manifest: Manifest): string {
  const { hashes } = manifest
  const inHex: string[] = []
  for (let at = 0; at < hashes.length; at += hashBytes) inHex.push(hexOf(hashes.subarray(at, at + hashBytes)))
  return blake3(manifestText(manifest, inHex)).toString("hex")
}

/** A hash in lower-case hexadecimal. */
export function hexOf(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString("hex")
}
