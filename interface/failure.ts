import { httpStatuses } from "./http-statuses.ts"
import { failureTexts } from "./text/failures.ts"
import { type Locale, say, type Text } from "./text/locale.ts"

/** The name of a way in which a request can fail, as it stands in a reply's `code`. */
export type FailureCode = keyof typeof failureTexts

type FailureEntry = { readonly text: Text; readonly closes: boolean; readonly httpStatus: number }

/** The failures after which the server closes the connection: the bytes that follow can't be told apart, or the peer abuses it. */
const closing: ReadonlySet<FailureCode> = new Set([
  "FRAME_TOO_LARGE",
  "FILM_TOO_LARGE",
  "TOO_MANY_FAILURES",
  "TOO_MANY_CONNECTIONS",
  "TIMED_OUT",
  "STOPPING",
])

/** What a code means: its text in every language, whether the server closes the connection after it, and its HTTP status. */
export function describeFailure(code: FailureCode): FailureEntry {
  return { text: failureTexts[code], closes: closing.has(code), httpStatus: httpStatuses[code] }
}

/** Every code, in the order of the table. */
export const failureCodes = Object.keys(failureTexts).filter(isFailureCode)

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failureTexts, code)
}

/** What caused a failure, and the keys that its reply has beside those of every refusal. */
type FailureOptions = ErrorOptions & { readonly keys?: Readonly<Record<string, unknown>> }

/** A request that failed in a way that the table of failures names; `detail` fills the places of its text. */
export class Failure extends Error {
  override readonly name = "Failure"
  readonly code: FailureCode
  readonly detail: Readonly<Record<string, unknown>>
  readonly keys: Readonly<Record<string, unknown>>

  constructor(
    code: FailureCode,
    detail: Readonly<Record<string, unknown>> = {},
    { keys = {}, ...options }: FailureOptions = {},
  ) {
    super(say(failureTexts[code], "en", detail), options)
    this.code = code
    this.detail = detail
    this.keys = keys
  }
}

/**
 * What every refusal carries: flag false, the failure's sentence in a language, its code, the field where one is wrong, and the
 * failure's own keys.
 */
export function refusal(failure: Failure, locale: Locale): { flag: false; msg: string; code: FailureCode } {
  const detail = Object.fromEntries(
    Object.entries(failure.detail).map(([name, value]) => [name, isText(value) ? say(value, locale) : value]),
  )
  return {
    ...(typeof failure.detail.field === "string" ? { field: failure.detail.field } : {}),
    ...failure.keys,
    flag: false,
    msg: say(failureTexts[failure.code], locale, detail),
    code: failure.code,
  }
}

function isText(value: unknown): value is Text {
  return typeof value === "object" && value !== null && "en" in value && "zh" in value
}
