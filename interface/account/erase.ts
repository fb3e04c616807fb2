import { Device } from "../../db/device.ts"
import { Notice } from "../../db/notice.ts"
import { NoticeReading } from "../../db/notice-reading.ts"
import { User } from "../../db/user.ts"
import { Verification } from "../../db/verification.ts"
import { Watching } from "../../db/watching.ts"
import { now } from "../../orm/expression.ts"
import { ne } from "../../orm/operator.ts"
import { erasedName } from "../erased-name.ts"
import { newSecret } from "../secret.ts"

/**
 * Erases a person, in the transaction that has their row: what says who they were goes, and an account that nobody can log in to
 * stays for what names it, the ledger above all.
 */
export async function erase(userId: number, unusable_hash: string): Promise<void> {
  const name = erasedName(userId)
  // Names like it were not always kept free.
  const isTaken = await User.exists({ name_key: name, id: ne(userId) })
  await User.update(
    { id: userId },
    {
      name: isTaken ? `${name}-${newSecret().slice(0, 8)}` : name,
      password_hash: unusable_hash,
      // No log-in that is under way gets a session.
      is_locked: true,
      display_name: null,
      email: null,
      email_time: null,
      phone: null,
      phone_time: null,
      gender: null,
      vip_since: null,
      vip_until: null,
      erase_time: now(),
    },
  )
  await Device.delete({ user_id: userId })
  // Ended, not gone: whoever makes accounts and deletes them sends no more codes to an address for it. A job forgets them.
  await Verification.update({ user_id: userId, use_time: null }, { use_time: now() })
  await NoticeReading.delete({ user_id: userId })
  await Watching.delete({ user_id: userId })
  // What was said to them alone; the rows stay, since the staff may have read them.
  await Notice.update({ user_id: userId }, { title: "–", content: "–", withdraw_time: now() })
}
