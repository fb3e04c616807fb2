import { Device } from "../../db/device.ts"
import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { oneOf } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import type { Context } from "../context.ts"
import { newSecret, secretHash } from "../secret.ts"
import { deviceTokenText } from "./device-token.ts"

/** A device that asks to stay logged in: what it calls itself, and its name for people. */
type Asking = { readonly userId: number; readonly deviceKey: string; readonly name: string }

/** A device that stays logged in from now on, and the token by which it will. */
export type Remembered = {
  readonly deviceId: number
  readonly deviceToken: string
  readonly seriesHash: string
}

/** Lets a device stay logged in, in place of what it was before; the person's longest unused goes where there are too many. */
export async function rememberDevice(
  { sessions, settings }: Pick<Context, "sessions" | "settings">,
  { userId, deviceKey, name }: Asking,
): Promise<Remembered> {
  const [series, token] = [newSecret(), newSecret()]
  const fresh = { name, series_hash: secretHash(series), token_hash: secretHash(token), spent_hash: null }
  const { deviceId, dropped } = await transaction(async () => {
    // One log-in of a person after the other: else two could each see room for one device more.
    await User.first({ id: userId }, { forUpdate: true })
    const known = { user_id: userId, device_key: deviceKey }
    await Device.update(known, { ...fresh, create_time: now(), use_time: now() })
    const { id } = (await Device.first(known)) ?? (await new Device({ ...known, ...fresh }).save())
    return { deviceId: id, dropped: await dropLongestUnused(userId, id, settings.devicesPerPerson) }
  })
  for (const each of dropped) await sessions.endDevice(each)
  return { deviceId, deviceToken: deviceTokenText({ series, token }), seriesHash: fresh.series_hash }
}

async function dropLongestUnused(userId: number, newest: number, most: number): Promise<number[]> {
  const devices = await Device.select({ user_id: userId }, { orderBy: ["-use_time", "-id"] })
  // The new one may share its moment with others, and stays.
  const others = devices.map(({ id }) => id).filter((id) => id !== newest)
  const dropped = others.slice(most - 1)
  if (dropped.length > 0) await Device.delete({ id: oneOf(dropped) })
  return dropped
}
