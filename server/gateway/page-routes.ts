import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import fastifyStatic from "@fastify/static"
import type { FastifyInstance } from "fastify"
import { Failure } from "../../interface/failure.ts"

/** Where `npm run prepare` puts the page. */
const built = fileURLToPath(new URL("../../client/web/dist/", import.meta.url))

/** Serves the page; any address that nothing else has shows it, since it finds its way by itself. */
export async function pageRoutes(gateway: FastifyInstance): Promise<void> {
  if (existsSync(built)) {
    await gateway.register(fastifyStatic, {
      root: built,
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const isNamedByContent = path.includes("/assets/")
        reply.header("cache-control", isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache")
      },
    })
  }
  gateway.setNotFoundHandler((request, reply) => {
    const isPage = request.method === "GET" && request.headers.accept?.includes("text/html") === true
    if (isPage && existsSync(built)) return reply.sendFile("index.html")
    throw new Failure("NOT_FOUND")
  })
}
