import type { FastifyInstance } from "fastify"
import { Failure } from "../../interface/failure.ts"
import type { App } from "../app.ts"
import { posterWidth } from "../pictures/poster-widths.ts"
import { isKnown } from "./is-known.ts"

const file = /^([0-9a-f]{64})-(\d{3,4})\.webp$/

/**
 * GET and HEAD /posters/<name>-<width>.webp: a poster in one width. Its name says what it is as content, so whoever has it
 * never asks again.
 */
export function posterRoutes(gateway: FastifyInstance, { pictures }: Pick<App, "pictures">): void {
  gateway.get<{ Params: { file: string } }>("/posters/:file", async (request, reply) => {
    const [, name = "", digits = ""] = file.exec(request.params.file) ?? []
    const width = posterWidth(digits)
    const bytes = width && (await pictures.read(name, width))
    if (bytes === undefined) throw new Failure("NOT_FOUND")
    const tag = `"${name}-${digits}"`
    void reply.header("cache-control", "public, max-age=31536000, immutable").header("etag", tag)
    return isKnown(request, tag) ? reply.code(304).send() : reply.type("image/webp").send(bytes)
  })
}
