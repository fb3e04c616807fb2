import type { FastifyRequest } from "fastify"
import { Failure } from "../../interface/failure.ts"

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/**
 * Throws Failure CROSS_SITE where a browser sends cookies for another site's page: by Sec-Fetch-Site, which every browser of
 * today sends and no page can set, else by Origin. Programs send neither, and no cookies that they were not given. (As Go's
 * CrossOriginProtection does, after "Cross-Site Request Forgery", F. Valsorda, 2025.)
 */
export function refuseOtherSites(request: FastifyRequest, origins: readonly string[]): void {
  const isUpgrade = request.headers.upgrade !== undefined
  if (safeMethods.has(request.method) && !isUpgrade) return
  const { origin } = request.headers
  if (origin !== undefined && origins.includes(origin)) return
  const site = request.headers["sec-fetch-site"]
  if (site === "same-origin" || site === "none") return
  if (site === undefined && (origin === undefined || origin === `${request.protocol}://${request.host}`))
    return
  throw new Failure("CROSS_SITE")
}
