import { Device } from "../../db/device.ts"
import { now } from "../../orm/expression.ts"
import { gt } from "../../orm/operator.ts"
import type { Context } from "../context.ts"
import { Failure } from "../failure.ts"
import { secretHash } from "../secret.ts"
import { readDeviceToken } from "./device-token.ts"
import { reportStolenDevice } from "./report-stolen-device.ts"
import { useCutoff } from "./use-cutoff.ts"

/**
 * Takes a device's token and puts the next one in its place with one conditional update, so that of two who show the same token
 * one is first. Throws Failure DEVICE_FORGOTTEN, or DEVICE_STOLEN where the token was used before by somebody else.
 */
export async function rotateDevice(context: Context, deviceToken: string, next: string): Promise<Device> {
  const shown = readDeviceToken(deviceToken)
  if (shown === undefined) throw new Failure("DEVICE_FORGOTTEN")
  const series_hash = secretHash(shown.series)
  const [token_hash, next_hash] = [secretHash(shown.token), secretHash(next)]
  const use_time = gt(await useCutoff(context.settings))
  await Device.update(
    { series_hash, token_hash, use_time },
    { token_hash: next_hash, spent_hash: token_hash, use_time: now() },
  )
  const device = await Device.first({ series_hash, use_time })
  if (device === undefined) throw new Failure("DEVICE_FORGOTTEN")
  // Also true of the same request for the second time, after its reply was lost: only the device knows both.
  if (device.token_hash === next_hash && device.spent_hash === token_hash) return device
  await reportStolenDevice(context, device)
  throw new Failure("DEVICE_STOLEN")
}
