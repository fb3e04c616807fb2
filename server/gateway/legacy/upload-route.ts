import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { Failure } from "../../../interface/failure.ts"
import { filled } from "../../../interface/field-problem.ts"
import { fieldProblemTexts } from "../../../interface/text/field-problems.ts"
import type { App } from "../../app.ts"
import { authorize } from "../../authorize.ts"
import { posterWidths } from "../../pictures/poster-widths.ts"
import { FormParts } from "../form-parts.ts"
import { OneRequest } from "../one-request.ts"
import { PartReader } from "../part-reader.ts"
import { sessionFor } from "../session-for.ts"
import { refuseLegacy } from "./legacy-reply.ts"

/** Fields beside the pictures, which mean nothing here and are passed over. */
const mostOtherParts = 10

/** POST /upload/file, a form with one or several pictures as `image`, by the staff: answers where each of them is to be had. */
export function legacyUploadRoute(gateway: FastifyInstance, app: App): void {
  const errorHandler = (error: unknown, _: FastifyRequest, reply: FastifyReply): FastifyReply =>
    refuseLegacy(app, error, reply)

  gateway.post("/upload/file", { errorHandler }, async (request, reply) => {
    const userId = await staffMember(app, request, reply)
    const { maxImagesPerUpload: limit } = app.settings
    const imageUrl: string[] = []
    const parts = new FormParts(app, request, limit + mostOtherParts)
    for (let part = await parts.next(); part !== undefined; part = await parts.next()) {
      if (part.fieldname !== "image") {
        part.file.resume()
        continue
      }
      if (imageUrl.length === limit)
        throw new Failure("BAD_FIELD", {
          field: "image",
          problem: filled(fieldProblemTexts.tooBig, { limit }),
        })
      const picture = new PartReader(part.file, app.settings.uploadIdleS)
      const name = await app.pictures.add(picture.chunks())
      imageUrl.push(`${app.settings.publicUrl.replace(/\/+$/, "")}/posters/${name}-${posterWidths[0]}.webp`)
    }
    if (imageUrl.length === 0) throw new Failure("NO_IMAGE")
    app.log.info({ type: "upload/file", user: userId, code: 0, images: imageUrl.length })
    return { data: { msg: { imageUrl }, code: 0 } }
  })
}

async function staffMember(app: App, request: FastifyRequest, reply: FastifyReply): Promise<number> {
  const token = await sessionFor(app, request, reply, "use_poster")
  const session = await authorize(app, new OneRequest(app, request, reply), "staff", token)
  if (session === undefined) throw new Failure("NOT_LOGGED_IN")
  return session.userId
}
