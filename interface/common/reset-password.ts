import { setTimeout as delay } from "node:timers/promises"
import { z } from "zod"
import { foldName } from "../../db/fold-name.ts"
import { User } from "../../db/user.ts"
import type { Verification } from "../../db/verification.ts"
import { transaction } from "../../orm/transaction.ts"
import { replacePassword } from "../account/replace-password.ts"
import { useUp } from "../codes/code-life.ts"
import { tellPerson } from "../codes/tell-person.ts"
import { codeOfToken, tryCode } from "../codes/try-code.ts"
import type { Context } from "../context.ts"
import { Failure } from "../failure.ts"
import { accountName, line, password } from "../fields.ts"
import { message } from "../message.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import { code } from "./codes.ts"

/** A code is answered at the end of such a step: what a database writes for a code that there is, and not for others, goes unseen in it. */
const stepMs = 200

type Given = {
  readonly name?: string | undefined
  readonly code?: string | undefined
  readonly token?: string | undefined
}

/** reset_password: a new password for who shows the code, or the link, that forgot_password sent. */
export const resetPassword = message(
  "reset_password",
  {
    doc: "Sets a new password by the name and the code that forgot_password sent, or by the token of its link. All sessions of the account end, and no device stays logged in.",
    access: "anyone",
    request: {
      name: accountName().optional().describe("with code"),
      code: code.optional(),
      token: line(64).optional().describe("what stands in the link behind the #, instead of name and code"),
      password: password().describe("the new one, as a rule as the lower-case hex md5 of what is typed"),
    },
    reply: { name: z.string() },
    done: { en: "Your new password is set; log in with it.", zh: "新密码已设置，请重新登录" },
    fails: ["BAD_CODE", "TOO_MANY_FAILURES", "BUSY"],
  },
  async (context, { password, ...given }) => {
    const { loginGuard, passwords, peer, sessions } = context
    await loginGuard.wait(peer.address)
    const startMs = performance.now()
    const open = await openCode(context, given)
    await delay(stepMs - ((performance.now() - startMs) % stepMs))
    if (open === undefined) throw new Failure(loginGuard.failed(peer) ? "TOO_MANY_FAILURES" : "BAD_CODE")
    const password_hash = await passwords.hash(password)
    const user = await transaction(async () => {
      const user = await User.first({ id: open.user_id, erase_time: null }, { forUpdate: true })
      if (user === undefined || !(await useUp(open.id))) throw new Failure("BAD_CODE")
      await replacePassword(user.id, password_hash)
      return user
    })
    await sessions.endAllOf(user.id)
    tellPerson(context, user, { subject: "passwordSubject", text: "passwordChanged" })
    return { name: user.name }
  },
)

/** The code that somebody shows; undefined for a wrong one. Throws Failure BAD_FIELD where there is neither code nor token. */
async function openCode(context: Context, { name, code, token }: Given): Promise<Verification | undefined> {
  if (token !== undefined) return codeOfToken(context, token)
  if (name === undefined || code === undefined) {
    const field = name === undefined ? "name" : "code"
    throw new Failure("BAD_FIELD", { field, problem: fieldProblemTexts.missing })
  }
  const user = await User.first({ name_key: foldName(name), erase_time: null })
  return tryCode(context, { userId: user?.id, purpose: "password", code })
}
