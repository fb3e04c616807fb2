import type { FastifyRequest } from "fastify"

/** Whether whoever asks has this content already (If-None-Match; a weak tag of it is as good). */
export function hasIt({ headers }: FastifyRequest, tag: string | undefined): boolean {
  const said = headers["if-none-match"]
  if (said === undefined) return false
  const tags = said.split(",").map((one) => one.trim().replace(/^W\//, ""))
  return tags.includes("*") || (tag !== undefined && tags.includes(tag))
}

/** The Range header, unless If-Range says that it was meant for another content: by its tag alone, since no date is told. */
export function rangeHeader({ headers }: FastifyRequest, tag: string | undefined): string | undefined {
  const meant = headers["if-range"]
  return meant === undefined || (tag !== undefined && meant === tag) ? headers.range : undefined
}
