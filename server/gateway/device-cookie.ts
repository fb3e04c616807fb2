import { createHmac, randomBytes } from "node:crypto"
import { Device } from "../../db/device.ts"
import { User } from "../../db/user.ts"
import { readDeviceToken } from "../../interface/devices/device-token.ts"
import { secretHash } from "../../interface/secret.ts"

/** What a browser keeps to stay logged in: the key by which it is known as a device, and its token ("series.token"). */
export type DeviceCookie = { readonly key: string; readonly token: string }

/** Both as one text: "key.series.token". */
export function deviceCookieText({ key, token }: DeviceCookie): string {
  return `${key}.${token}`
}

/** The two parts of such a text; undefined where it is none. */
export function readDeviceCookie(text: string): DeviceCookie | undefined {
  const match = /^([A-Za-z0-9_-]{16,64})\.([A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43,128})$/.exec(text)
  const [, key, token] = match ?? []
  return key === undefined || token === undefined ? undefined : { key, token }
}

/** A key for a browser that has none. */
export function newDeviceKey(): string {
  return randomBytes(24).toString("base64url")
}

/**
 * The token that takes a token's place. A browser can't choose one and write it down before it asks, so it follows from the
 * present one: after a lost answer the same request is a repeat. Its secret is in the database alone (the stored hash of the
 * owner's password, with its salt), so every server finds the same one, and nobody who saw a token knows those after it.
 *
 * So a copied cookie that is shown once more, right after its owner's, is a repeat as well: the theft shows when either of the two
 * is shown after the other has gone on twice.
 */
export async function nextDeviceToken(token: string): Promise<string> {
  const series = readDeviceToken(token)?.series
  const device = series && (await Device.first({ series_hash: secretHash(series) }))
  const owner = device && (await User.get(device.user_id))
  const secret = owner ? owner.password_hash : randomBytes(32)
  return createHmac("sha256", secret).update(`reelwire device ${token}`).digest("base64url")
}
