import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { type Command, command } from "../cli/command.ts"
import { argument, flag, option } from "../cli/param.ts"
import { anyText, sixDigits } from "../cli/readers.ts"
import { prehash } from "../prehash.ts"

type Said = { readonly msg: string }

const newPasswordFile = option<string>("FILE", accountHelp.newPasswordFile, anyText, { fallback: "" })

/** Changes the password. */
export const changePassword: Command = command<{ "new-password-file": string }, Said>({
  name: "password change",
  doc: accountHelp.passwordChange,
  title: accountTexts.menuChangePassword,
  needsLogin: true,
  params: { "new-password-file": newPasswordFile },
  run: async (job, { "new-password-file": file }) => {
    const password = prehash(await job.password())
    const new_password = prehash(await job.newPassword(file))
    const { msg } = await job.remote.call(
      "change_password",
      { password, new_password },
      { signal: job.signal },
    )
    return { msg }
  },
  print: ({ msg }, { text }) => text(msg),
})

/** Has a code for a new password sent. */
export const forgotPassword: Command = command<{ phone: boolean }, Said>({
  name: "password forgot",
  doc: accountHelp.passwordForgot,
  title: accountTexts.menuForgotPassword,
  needsLogin: false,
  params: { phone: flag("phone", accountHelp.byPhone) },
  run: async (job, { phone }) => {
    const request = { name: await job.name(), way: phone ? ("phone" as const) : ("email" as const) }
    const { msg } = await job.remote.call("forgot_password", request, { signal: job.signal })
    return { msg }
  },
  print: ({ msg }, { text }) => text(msg),
})

/** What was sent: the six digits, or the token of the link, with or without what stands before it. */
type Proof = { readonly code: string } | { readonly token: string }

const proof = {
  parse: (text: string): Proof | undefined => {
    const code = sixDigits.parse(text)
    if (code !== undefined) return { code }
    const token = /(?:^|#)([\w-]{43})$/.exec(text.trim())?.[1]
    return token === undefined ? undefined : { token }
  },
  takes: accountTexts.takesProof,
}

const proofParam = argument<Proof>("CODE", accountHelp.resetCode, proof, {
  ask: async ({ asker, note, say }) => {
    for (;;) {
      const read = proof.parse(await asker.text(say(accountTexts.askResetCode)))
      if (read !== undefined) return read
      note(say(accountTexts.notACode))
    }
  },
})

type Reset = { readonly proof: Proof; readonly "new-password-file": string }

/** Sets a new password with a code or a link. */
export const resetPassword: Command = command<Reset, Said & { readonly name: string }>({
  name: "password reset",
  doc: accountHelp.passwordReset,
  title: accountTexts.menuResetPassword,
  needsLogin: false,
  params: { proof: proofParam, "new-password-file": newPasswordFile },
  run: async (job, { proof: shown, "new-password-file": file }) => {
    const who = "code" in shown ? { name: await job.name() } : {}
    const password = prehash(await job.newPassword(file))
    const request = { ...who, ...shown, password }
    const { name, msg } = await job.remote.call("reset_password", request, { signal: job.signal })
    return { name, msg }
  },
  print: ({ msg }, { text }) => text(msg),
})
