import rateLimit from "@fastify/rate-limit"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Settings } from "../../conf/settings.ts"
import { Failure } from "../../interface/failure.ts"
import { countedAddress } from "../address-counts.ts"
import { isHealthRoute } from "./health-routes.ts"

const minuteMs = 60_000
/** Addresses that are remembered at most; the ones that asked longest ago are forgotten. */
const mostAddresses = 50_000
/** The page's own files, which hardly cost anything, have no limit; nor have questions of machines that look after this one. */
const files = /^\/assets\//
/** What comes by the hundred where all is well (ranges of a player, an upload's pieces, a wall of posters): only refused ones count. */
const many = /^\/(?:films\/|posters\/|api\/v1\/send_piece(?:\?|$))/

/** Holds each address to so many requests a minute: throws Failure TOO_MANY_REQUESTS before anything else is done with one more. */
export async function limitRates(
  gateway: FastifyInstance,
  { requestsPerMinute: max }: Settings,
): Promise<void> {
  if (max === 0) return
  await gateway.register(rateLimit, { global: false })
  const options = {
    max,
    timeWindow: minuteMs,
    cache: mostAddresses,
    keyGenerator: ({ ip }: FastifyRequest) => countedAddress(ip),
  }
  const requests = gateway.createRateLimit(options)
  const refusals = gateway.createRateLimit(options)
  gateway.addHook("onRequest", async (request, reply) => {
    if (files.test(request.url) || isHealthRoute(request.url)) return
    if (many.test(request.url)) refuseMore(reply, await refusals(request, { increment: false }))
    else refuseMore(reply, await requests(request))
  })
  gateway.addHook("onResponse", async (request, reply) => {
    if (reply.statusCode >= 400 && many.test(request.url)) await refusals(request)
  })
}

type Count = Awaited<ReturnType<ReturnType<FastifyInstance["createRateLimit"]>>>

function refuseMore(reply: FastifyReply, count: Count): void {
  if (count.isAllowed || !count.isExceeded) return
  const seconds = count.ttlInSeconds
  reply.header("retry-after", seconds)
  throw new Failure("TOO_MANY_REQUESTS", { seconds }, { keys: { seconds } })
}
