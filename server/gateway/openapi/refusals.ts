import { describeFailure, type FailureCode, failureCodes } from "../../../interface/failure.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"

/** What every refusal has; some have keys of their own beside. */
export const refusalSchema: JsonObject = {
  type: "object",
  properties: {
    flag: { const: false },
    msg: { type: "string", description: "a sentence for a person" },
    code: { type: "string", description: `the failure's name:\n\n${failureSentences()}` },
  },
  required: ["flag", "msg", "code"],
}

/** What any request can meet. */
export const anyRefusal: JsonObject = {
  description:
    "Refused before or beside the message: BAD_JSON, BAD_REQUEST, TOO_DEEP, CROSS_SITE, PASSWORD_IN_URL, WRONG_MEDIA_TYPE, FRAME_TOO_LARGE, DEVICE_STOLEN, TIMED_OUT, TOO_MANY_REQUESTS, TOO_MANY_CONNECTIONS, BUSY, STOPPING, INTERNAL.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
}

/** The responses that failures come as: one for each HTTP status, which names those that it stands for. */
export function refusalsByStatus(codes: readonly FailureCode[]): JsonObject {
  const byStatus = Map.groupBy(new Set(codes), (code) => String(describeFailure(code).httpStatus))
  return Object.fromEntries([...byStatus].map(([status, failures]) => [status, responseOf(failures)]))
}

function responseOf(failures: readonly FailureCode[]): JsonObject {
  const named = { properties: { code: { enum: failures } } }
  const refused = { allOf: [{ $ref: "#/components/schemas/Refusal" }, named] }
  return { description: failures.join(", "), content: { "application/json": { schema: refused } } }
}

function failureSentences(): string {
  return failureCodes.map((code) => `- ${code}: ${describeFailure(code).text.en}`).join("\n")
}
