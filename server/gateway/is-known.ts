import type { FastifyRequest } from "fastify"

/** Whether whoever asks has what this tag stands for already (RFC 9110, If-None-Match; a weak tag of it is as good). */
export function isKnown({ headers }: FastifyRequest, tag: string | undefined): boolean {
  const known = headers["if-none-match"]
  if (known === undefined) return false
  const tags = known.split(",").map((one) => one.trim().replace(/^W\//, ""))
  return tags.includes("*") || (tag !== undefined && tags.includes(tag))
}
