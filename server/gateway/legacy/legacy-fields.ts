import { createHash } from "node:crypto"
import type { FastifyRequest } from "fastify"
import { Failure } from "../../../interface/failure.ts"
import { isJsonObject } from "../../../interface/wire/is-json-object.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"

/** The fields of a request by a client of an earlier service, whether it sent JSON or a form. */
export function legacyFields({ body }: FastifyRequest): JsonObject {
  if (!isJsonObject(body)) throw new Failure("BAD_JSON")
  return body
}

/**
 * A password as our messages carry it. Those clients send what was typed, or its md5 as everybody here does: 32 digits in
 * lower-case hexadecimal are taken for that, and anything else is typed.
 */
export function legacyPassword(password: unknown): unknown {
  if (typeof password !== "string" || password === "" || /^[0-9a-f]{32}$/.test(password)) return password
  return createHash("md5").update(password, "utf8").digest("hex")
}

const genders: Readonly<Record<string, "female" | "male">> = {
  female: "female",
  f: "female",
  女: "female",
  "2": "female",
  male: "male",
  m: "male",
  男: "male",
  "1": "male",
}

/** A gender however those clients write it; undefined for none. */
export function legacyGender(gender: unknown): "female" | "male" | "other" | undefined {
  if (gender === undefined || gender === null || gender === "") return undefined
  return genders[String(gender).toLowerCase()] ?? "other"
}

/** A box that was ticked. */
export function isTicked(value: unknown): boolean {
  return value === true || value === 1 || ["1", "true", "on", "yes"].includes(String(value).toLowerCase())
}

/** A phone number with its country: those clients know mainland China's alone, and leave it away. */
export function legacyPhone(phone: unknown): unknown {
  return typeof phone === "string" && /^1[3-9]\d{9}$/.test(phone) ? `+86${phone}` : phone
}
