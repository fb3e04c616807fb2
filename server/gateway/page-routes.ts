import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import fastifyStatic from "@fastify/static"
import type { FastifyInstance } from "fastify"
import { Failure } from "../../interface/failure.ts"
import { say } from "../../interface/text/locale.ts"
import { shellTexts } from "../../interface/text/web/shell.ts"
import { askedLocale } from "./asked-locale.ts"

/** Where `npm run prepare` puts the page. */
const built = fileURLToPath(new URL("../../client/web/dist/", import.meta.url))

/**
 * Serves the page; any address that nothing else has shows it, since it finds its way by itself. What is built while the server
 * runs is served from then on.
 */
export async function pageRoutes(gateway: FastifyInstance, folder = built): Promise<void> {
  await gateway.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    dotfiles: "ignore",
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isNamedByContent = path.includes("/assets/")
      reply.header("cache-control", isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache")
    },
  })
  gateway.setNotFoundHandler((request, reply) => {
    const isPage = request.method === "GET" && request.headers.accept?.includes("text/html") === true
    if (!isPage) throw new Failure("NOT_FOUND")
    if (existsSync(`${folder}index.html`)) return reply.sendFile("index.html")
    const sentence = say(shellTexts.notBuilt, askedLocale(request) ?? "en")
    return reply.code(503).type("text/plain; charset=utf-8").send(`${sentence}\n`)
  })
}
