import { hash } from "node:crypto"
import { readFile } from "node:fs/promises"
import type { FastifyInstance, FastifyReply } from "fastify"
import { isKnown } from "../is-known.ts"
import { describeApi } from "./describe-api.ts"

const tryPage = new URL("../try-page/", import.meta.url)
const pageFiles = {
  "/api/": { name: "index.html", type: "text/html; charset=utf-8" },
  "/api/try.js": { name: "try.js", type: "text/javascript; charset=utf-8" },
  "/api/try.css": { name: "try.css", type: "text/css; charset=utf-8" },
} as const

/** GET /api/v1/openapi.json: what the gateway takes and answers; and /api/, a page that lets one try it. */
export async function openApiRoutes(gateway: FastifyInstance): Promise<void> {
  let text: string | undefined
  gateway.get("/api/v1/openapi.json", (_, reply) => {
    // Made when somebody asks: a server starts sooner without.
    text ??= JSON.stringify(describeApi())
    return send(reply, "application/json; charset=utf-8", text)
  })
  gateway.get("/api", (_, reply) => reply.redirect("/api/", 308))
  for (const [url, { name, type }] of Object.entries(pageFiles)) {
    const content = await readFile(new URL(name, tryPage), "utf8")
    gateway.get(url, (_, reply) => send(reply, type, content))
  }
}

function send(reply: FastifyReply, type: string, text: string): FastifyReply {
  const tag = `"${hash("sha256", text, "base64url")}"`
  reply.header("etag", tag).header("cache-control", "no-cache")
  return isKnown(reply.request, tag) ? reply.code(304).send() : reply.type(type).send(text)
}
