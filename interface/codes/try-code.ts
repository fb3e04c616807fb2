import { Verification } from "../../db/verification.ts"
import { add } from "../../orm/expression.ts"
import { gt, lt } from "../../orm/operator.ts"
import type { Context } from "../context.ts"
import { secretHash } from "../secret.ts"
import { goodSince, type Purpose } from "./code-life.ts"

/** A code that somebody gives, whose it should be and what for. */
type Given = { readonly userId: number | undefined; readonly purpose: Purpose; readonly code: string }

/**
 * The open code that a given one is; undefined for a wrong one, which takes as long where there is nobody. A try is counted
 * before the code is looked at, so that guesses at the same moment have no more tries together than one after the other.
 */
export async function tryCode(
  { passwords, settings }: Pick<Context, "passwords" | "settings">,
  { userId, purpose, code }: Given,
): Promise<Verification | undefined> {
  const create_time = gt(await goodSince(settings))
  const mine = { user_id: userId ?? 0, purpose, use_time: null, create_time }
  const open = await Verification.first(mine, { orderBy: "-create_time" })
  const stillGood = { id: open?.id ?? 0, use_time: null, create_time, tries: lt(settings.codeTries) }
  const mayTry = (await Verification.update(stillGood, { tries: add(1) })) === 1
  const isRight = await passwords.verify(code, mayTry ? open?.code_hash : undefined)
  return isRight ? open : undefined
}

/** The open code whose link has a token; undefined where there is none. */
export async function codeOfToken(
  { settings }: Pick<Context, "settings">,
  token: string,
): Promise<Verification | undefined> {
  const create_time = gt(await goodSince(settings))
  return Verification.first({ token_hash: secretHash(token), use_time: null, create_time })
}
