import type { FastifyRequest } from "fastify"

/** The Range header, unless If-Range says that it was meant for another content: by its tag alone, since no date is told. */
export function rangeHeader({ headers }: FastifyRequest, tag: string | undefined): string | undefined {
  const meant = headers["if-range"]
  return meant === undefined || (tag !== undefined && meant === tag) ? headers.range : undefined
}
