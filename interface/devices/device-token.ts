import { createHash, randomBytes } from "node:crypto"

/** What a device shows to stay logged in: a series, which stays, and a token, which every log-in changes. */
export type DeviceToken = { readonly series: string; readonly token: string }

/** 256 random bits in base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url")
}

/** The SHA-256 of a secret in hex, which is all that is stored of it. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex")
}

/** Both as one text: "series.token". */
export function deviceTokenText({ series, token }: DeviceToken): string {
  return `${series}.${token}`
}

/** The two parts of such a text; undefined where it is none. */
export function readDeviceToken(text: string): DeviceToken | undefined {
  const [series = "", token = "", ...more] = text.split(".")
  return series === "" || token === "" || more.length > 0 ? undefined : { series, token }
}
