import { STATUS_CODES } from "node:http"
import { describeFailure, type FailureCode } from "../../interface/failure.ts"

/** A refusal as the bytes of an HTTP response, for a connection that has no request to answer and is closed after it. */
export function rawAnswer(refused: { readonly code: FailureCode }): string {
  const body = JSON.stringify(refused)
  const { httpStatus } = describeFailure(refused.code)
  return [
    `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus] ?? ""}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
    "",
    body,
  ].join("\r\n")
}
