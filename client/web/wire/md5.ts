import { md5 as md5Of } from "hash-wasm"

/** The lower-case hex md5 of a text's UTF-8 bytes: what the wire carries instead of a typed password. */
export function md5(text: string): Promise<string> {
  return md5Of(text)
}
