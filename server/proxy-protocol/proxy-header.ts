/**
 * What the beginning of a connection turns out to be: a whole header, which takes `length` bytes and names the client's
 * address unless the proxy speaks for itself; "incomplete" while more has to come; "invalid" where no more could help.
 */
export type ProxyHeader =
  | { readonly length: number; readonly address: string | undefined }
  | "incomplete"
  | "invalid"

/** Whether bytes begin as `start` does, as far as they go. */
export function beginsLike(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length)
  return bytes.subarray(0, length).equals(start.subarray(0, length))
}
