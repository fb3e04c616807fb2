import { accountTexts } from "../../interface/text/client/account.ts"
import { ownProfileHelp, ownProfileTexts } from "../../interface/text/client/profile.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { option } from "../cli/param.ts"
import { sixDigits } from "../cli/readers.ts"
import { isRefusal } from "../refused.ts"

type Purpose = "email" | "phone"
type Verified = { readonly verified: boolean; readonly msg: string }

const codeParam = option<string>("CODE", ownProfileHelp.code, sixDigits, { fallback: "" })

function verification(purpose: Purpose): Command {
  const isMail = purpose === "email"
  return command<{ code: string }, Verified>({
    name: `verify ${purpose}`,
    doc: isMail ? ownProfileHelp.verifyEmail : ownProfileHelp.verifyPhone,
    title: isMail ? ownProfileTexts.menuVerifyEmail : ownProfileTexts.menuVerifyPhone,
    needsLogin: true,
    params: { code: codeParam },
    run: async (job, { code }) => {
      if (code !== "") return verify(job, purpose, code)
      await send(job, purpose)
      if (job.asker !== undefined) return ask(job, job.asker, purpose)
      return { verified: false, msg: job.say(ownProfileTexts.codeWaits, { command: `verify ${purpose}` }) }
    },
    print: ({ msg }, { text }) => text(msg),
  })
}

/** Shows that the mail address is one's own. */
export const verifyEmail: Command = verification("email")

/** Shows that the phone is one's own. */
export const verifyPhone: Command = verification("phone")

async function send({ note, remote, say, signal }: Job, purpose: Purpose): Promise<void> {
  const { valid_minutes } = await remote.call("send_code", { purpose }, { signal })
  note(say(ownProfileTexts.codeSent, { minutes: valid_minutes }))
}

async function verify({ remote, signal }: Job, purpose: Purpose, code: string): Promise<Verified> {
  const { msg } = await remote.call("verify_code", { purpose, code }, { signal })
  return { verified: true, msg }
}

/** Asks for the code until it is right; nothing has another one sent. */
async function ask(job: Job, asker: NonNullable<Job["asker"]>, purpose: Purpose): Promise<Verified> {
  for (;;) {
    const typed = await asker.text(job.say(ownProfileTexts.askCode), { mayBeEmpty: true })
    const code = sixDigits.parse(typed)
    try {
      if (typed === "") await send(job, purpose)
      else if (code === undefined) job.note(job.say(accountTexts.notACode))
      else return await verify(job, purpose, code)
    } catch (error) {
      if (!isRefusal(error, "BAD_CODE") && !isRefusal(error, "TOO_MANY_TRIES")) throw error
      job.note(error instanceof Error ? error.message : "")
    }
  }
}
