/** The keys of a JSON object that came from the server. */
export type Keys = Readonly<Record<string, unknown>>

/** A request that the server refused: `msg` is its sentence for a person, `keys` all that it said. */
export class Refused extends Error {
  override readonly name = "Refused"
  readonly code: string
  readonly msg: string
  readonly keys: Keys

  constructor(keys: Keys) {
    const code = typeof keys.code === "string" ? keys.code : "INTERNAL"
    const msg = typeof keys.msg === "string" ? keys.msg : code
    super(msg)
    this.code = code
    this.msg = msg
    this.keys = keys
  }
}

/** Whether something was refused with one of these codes. */
export function isRefusal(error: unknown, ...codes: readonly string[]): error is Refused {
  return error instanceof Refused && codes.includes(error.code)
}

/** The server can't be reached, or fell silent: nobody knows whether it heard the request. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost"
}
