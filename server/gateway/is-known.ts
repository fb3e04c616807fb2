import type { FastifyRequest } from "fastify"

/** Whether whoever asks has what this tag stands for already (RFC 9110, If-None-Match). */
export function isKnown({ headers }: FastifyRequest, tag: string): boolean {
  const known = headers["if-none-match"]
  if (known === undefined) return false
  return known.split(",").some((one) => ["*", tag].includes(one.trim().replace(/^W\//, "")))
}
