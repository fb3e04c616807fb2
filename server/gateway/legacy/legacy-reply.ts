import type { FastifyReply } from "fastify"
import { type FailureCode, refusal } from "../../../interface/failure.ts"
import type { App } from "../../app.ts"
import type { Answer } from "../../dispatch.ts"
import { answerWith } from "../answer-with.ts"
import { askedLocale } from "../asked-locale.ts"
import { toFailure } from "../refuse.ts"

/** The numbers that earlier services had for what can be wrong; for anything else they had none. */
const numbers: Partial<Readonly<Record<FailureCode, number>>> = {
  BAD_FIELD: 1001,
  BAD_JSON: 1001,
  BAD_REQUEST: 1001,
  WRONG_MEDIA_TYPE: 1001,
  PROFILE_NEEDED: 1001,
  BAD_IMAGE: 1001,
  IMAGE_TOO_LARGE: 1001,
  NAME_TAKEN: 1002,
  BAD_LOGIN: 1003,
  NO_IMAGE: 2001,
}

/** Answers as earlier services did: {data: {msg, code}}, with HTTP's 200 wherever there is a number for it. */
export function answerLegacy(
  reply: FastifyReply,
  { code, reply: said }: Pick<Answer, "code" | "reply">,
): FastifyReply {
  const msg = "msg" in said ? said.msg : undefined
  const number = code === 0 ? 0 : numbers[code]
  if (number === undefined) return answerWith(reply, { code, reply: { data: { msg, code } } })
  return answerWith(reply, { code: 0, reply: { data: { msg, code: number } } })
}

/** The same for what was thrown. */
export function refuseLegacy(app: App, error: unknown, reply: FastifyReply): FastifyReply {
  const failure = toFailure(app, error)
  const locale = askedLocale(reply.request) ?? app.settings.lang
  return answerLegacy(reply, { code: failure.code, reply: refusal(failure, locale) })
}
