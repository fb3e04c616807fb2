import { randomInt } from "node:crypto"
import { User } from "../../db/user.ts"
import { Verification } from "../../db/verification.ts"
import { transaction } from "../../orm/transaction.ts"
import type { Way } from "../contact.ts"
import type { Context } from "../context.ts"
import { Failure } from "../failure.ts"
import { newSecret, secretHash } from "../secret.ts"
import { letterTexts } from "../text/letters.ts"
import { say } from "../text/locale.ts"
import { endCodes, type Purpose, useUp } from "./code-life.ts"
import { checkSendLimits, holdAddress } from "./send-limits.ts"

/** A code that is to be sent: to whom, what for, and by which way. */
export type Wanted = { readonly userId: number; readonly purpose: Purpose; readonly way: Way }

/**
 * Makes a code, and a link where it is for a new password and people reach a web page, and sends them; codes before it end. Throws
 * Failure CANNOT_SEND, and then the code is good for nothing; NO_ADDRESS, ALREADY_VERIFIED, TOO_MANY_TRIES or BUSY.
 */
export async function sendCode(
  context: Pick<Context, "messenger" | "passwords" | "settings" | "locale">,
  wanted: Wanted,
): Promise<void> {
  const { messenger, passwords, settings, locale } = context
  const { purpose, way } = wanted
  if (!messenger.canSend(way)) throw new Failure("CANNOT_SEND")
  const code = String(randomInt(1_000_000)).padStart(6, "0")
  const token = purpose === "password" && settings.publicUrl !== "" ? newSecret() : undefined
  const hashes = {
    code_hash: await passwords.hash(code),
    token_hash: token === undefined ? null : secretHash(token),
  }
  const { id, to, name } = await store(wanted, hashes, settings.codesPerHour)
  const isReset = purpose === "password"
  const subject = say(letterTexts[isReset ? "resetSubject" : "codeSubject"], locale, { code })
  const values = { code, name, minutes: settings.codeMinutes }
  const lines = [say(letterTexts[isReset ? "codeToReset" : "codeToVerify"], locale, values)]
  const link = `${settings.publicUrl.replace(/\/+$/, "")}/reset#${token}`
  if (token !== undefined) lines.push(say(letterTexts.linkToReset, locale, { link }))
  try {
    await messenger.send({ way, to, subject, text: lines.join("\n\n") })
  } catch (error) {
    await useUp(id)
    throw error
  }
}

type Hashes = Pick<Verification, "code_hash" | "token_hash">

/** Stores a code for the address that somebody has; answers its number, the address and their name. */
function store(
  { userId, purpose, way }: Wanted,
  hashes: Hashes,
  perHour: number,
): Promise<{ id: number; to: string; name: string }> {
  return transaction(async () => {
    const user = await User.first({ id: userId }, { forUpdate: true })
    const address = user?.[way] ?? null
    if (user === undefined || address === null) throw new Failure("NO_ADDRESS")
    const isVerified = user[way === "email" ? "email_time" : "phone_time"] !== null
    // A way to get into an account leads only through what was shown to be its owner's.
    if (purpose === "password" && !isVerified) throw new Failure("NO_ADDRESS")
    if (purpose !== "password" && isVerified) throw new Failure("ALREADY_VERIFIED")
    await holdAddress(way, address)
    await checkSendLimits({ userId, purpose, address }, perHour)
    await endCodes(userId, purpose)
    const { id } = await new Verification({ user_id: userId, purpose, address, ...hashes }).save()
    return { id, to: address, name: user.name }
  })
}
