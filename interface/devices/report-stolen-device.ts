import { Device } from "../../db/device.ts"
import { transaction } from "../../orm/transaction.ts"
import type { Context } from "../context.ts"
import { writeToPerson } from "../notices/write-to-person.ts"
import { noticeTexts } from "../text/notices.ts"

/** Forgets a device of which two copies are about, ends all sessions of its owner, and tells them. */
export async function reportStolenDevice(
  { log, peer, sessions, settings }: Pick<Context, "log" | "peer" | "sessions" | "settings">,
  { id, user_id, name, series_hash }: Device,
): Promise<void> {
  const isFirst = await transaction(async () => {
    if ((await Device.delete({ id, series_hash })) === 0) return false
    const text = noticeTexts.deviceStolen
    await writeToPerson(settings.lang, { userId: user_id, text, values: { device: name } })
    return true
  })
  await sessions.endDevice(id)
  await sessions.endAllOf(user_id)
  if (!isFirst) return
  log.warn({ user: user_id, device: id, address: peer.address }, "a device's token was used twice: stolen?")
}
