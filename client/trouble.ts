import { troubleTexts } from "../interface/text/client/troubles.ts"
import { say } from "../interface/text/locale.ts"

/** The name of a way in which something fails on this side of the wire. */
export type TroubleCode = keyof typeof troubleTexts

/** Something that failed on this side of the wire; `detail` fills the places of its text. */
export class Trouble extends Error {
  override readonly name: string = "Trouble"
  readonly code: TroubleCode
  readonly detail: Readonly<Record<string, string | number>>

  constructor(
    code: TroubleCode,
    detail: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(say(troubleTexts[code], "en", detail), options)
    this.code = code
    this.detail = detail
  }
}

/** The connection dropped before the reply, or the film, was whole. */
export class ConnectionLost extends Trouble {
  override readonly name = "ConnectionLost"

  constructor(options?: ErrorOptions) {
    super("CONNECTION_LOST", {}, options)
  }
}
