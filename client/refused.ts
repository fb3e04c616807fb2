import type { JsonObject } from "../interface/wire/parse-json.ts"

/** A request that the server refused; `msg` is its sentence in the language of the request, `reply` all that it said. */
export class Refused extends Error {
  override readonly name = "Refused"
  readonly code: string
  readonly msg: string
  readonly reply: JsonObject

  constructor(reply: JsonObject) {
    const code = typeof reply.code === "string" ? reply.code : "UNKNOWN"
    const msg = typeof reply.msg === "string" ? reply.msg : code
    super(msg)
    this.code = code
    this.msg = msg
    this.reply = reply
  }
}

/** Whether something was refused with one of these codes. */
export function isRefusal(error: unknown, ...codes: readonly string[]): error is Refused {
  return error instanceof Refused && codes.includes(error.code)
}
