import { z } from "zod"
import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { transaction } from "../../orm/transaction.ts"
import { useUp } from "../codes/code-life.ts"
import { sendCode as send } from "../codes/send-code.ts"
import { tryCode } from "../codes/try-code.ts"
import { way } from "../contact.ts"
import { Failure } from "../failure.ts"
import { count } from "../fields.ts"
import { message } from "../message.ts"

/** The six digits of a code. */
export const code = z.string().regex(/^\d{6}$/)

/** send_code: a code to an address of the profile. */
export const sendCode = message(
  "send_code",
  {
    doc: "Sends six digits to the mail address or the phone of the profile, which show with verify_code that it is the member's. An older code ends.",
    access: "member",
    request: { purpose: way },
    reply: { valid_minutes: count, tries: count },
    done: { en: "A code is on its way.", zh: "验证码已发送" },
    fails: ["NO_ADDRESS", "ALREADY_VERIFIED", "TOO_MANY_TRIES", "CANNOT_SEND", "BUSY"],
  },
  async (context, { purpose }) => {
    await send(context, { userId: context.session.userId, purpose, way: purpose })
    return { valid_minutes: context.settings.codeMinutes, tries: context.settings.codeTries }
  },
)

/** verify_code: shows that an address is one's own. */
export const verifyCode = message(
  "verify_code",
  {
    doc: "Shows by the code of send_code that an address is the member's. A code bears few tries.",
    access: "member",
    request: { purpose: way, code },
    reply: {},
    done: { en: "The address is verified.", zh: "验证成功" },
    fails: ["BAD_CODE", "BUSY"],
  },
  async (context, { purpose, code }) => {
    const { userId } = context.session
    const open = await tryCode(context, { userId, purpose, code })
    if (open === undefined) throw new Failure("BAD_CODE")
    const { id, address } = open
    await transaction(async () => {
      // Only the address that the code went to, which may be another one by now.
      const verified =
        purpose === "email"
          ? await User.update({ id: userId, email: address }, { email_time: now() })
          : await User.update({ id: userId, phone: address }, { phone_time: now() })
      if (verified === 0 || !(await useUp(id))) throw new Failure("BAD_CODE")
    })
    return {}
  },
)
