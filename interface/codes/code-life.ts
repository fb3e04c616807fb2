import type { Settings } from "../../conf/settings.ts"
import { Verification } from "../../db/verification.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { now } from "../../orm/expression.ts"

const minuteMs = 60_000

/** What a code, or a link, is for. */
export type Purpose = Verification["purpose"]

/** The moment since which a code has to be made to be good still, by the database's clock. */
export async function goodSince({ codeMinutes }: Pick<Settings, "codeMinutes">): Promise<Date> {
  return new Date((await databaseTime()) - codeMinutes * minuteMs)
}

/** Ends all of a person's codes for a purpose. */
export async function endCodes(userId: number, purpose: Purpose): Promise<void> {
  await Verification.update({ user_id: userId, purpose, use_time: null }, { use_time: now() })
}

/** Uses a code up; answers false where somebody was faster, or it was ended. */
export async function useUp(verificationId: number): Promise<boolean> {
  return (await Verification.update({ id: verificationId, use_time: null }, { use_time: now() })) === 1
}
