import helmet from "@fastify/helmet"
import fastify, { type FastifyInstance } from "fastify"
import { contentSecurityPolicy } from "./content-security-policy.ts"

/** Headers that say something of pages, and nothing of JSON: a list is asked for often, and each line takes its time. */
const ofPages: ReadonlySet<string> = new Set([
  "cross-origin-opener-policy",
  "origin-agent-cluster",
  "x-dns-prefetch-control",
  "x-download-options",
  "x-frame-options",
  "x-permitted-cross-domain-policies",
  "x-xss-protection",
])
/** For a year a browser asks this host in TLS alone. */
const hsts = "max-age=31536000"

/** Has every answer bring helmet's headers: those of JSON only what matters there, and those over TLS the promise of TLS. */
export async function sendSecurityHeaders(gateway: FastifyInstance): Promise<void> {
  const all = await helmetHeaders()
  const ofJson = Object.fromEntries(Object.entries(all).filter(([name]) => !ofPages.has(name)))
  gateway.addHook("onRequest", (request, reply, done) => {
    reply.headers(request.url.startsWith("/api/v1/") ? ofJson : all)
    if (request.protocol === "https") reply.header("strict-transport-security", hsts)
    done()
  })
}

/** They are the same for each request, and made anew for each they would take as long as a small message: so once, by a server that listens nowhere. */
async function helmetHeaders(): Promise<Readonly<Record<string, string>>> {
  const server = fastify()
  // A server of plain HTTP can't promise TLS for the time to come.
  await server.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false })
  const headers: Record<string, string> = {}
  server.get("/", (_, reply) => {
    for (const [name, value] of Object.entries(reply.raw.getHeaders())) headers[name] = String(value)
    return reply.send()
  })
  await server.inject("/")
  await server.close()
  return headers
}
