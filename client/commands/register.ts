import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { ownProfileHelp } from "../../interface/text/client/profile.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { profileTexts } from "../../interface/text/profile.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { option } from "../cli/param.ts"
import { anyText, type Gender, genderWord } from "../cli/readers.ts"
import { prehash } from "../prehash.ts"
import { Refused } from "../refused.ts"

/** What somebody tells beside name and password; nothing where it is empty. */
type Told = {
  readonly "display-name": string
  readonly email: string
  readonly phone: string
  readonly gender: Gender | ""
  readonly invitation: string
}

type Registered = { readonly name: string; readonly user_type: string }

const profileParams = {
  "display-name": option<string>("NAME", ownProfileHelp.registerDisplayName, anyText, { fallback: "" }),
  email: option<string>("ADDRESS", ownProfileHelp.registerEmail, anyText, { fallback: "" }),
  phone: option<string>("NUMBER", ownProfileHelp.registerPhone, anyText, { fallback: "" }),
  gender: option<Gender | "">("GENDER", ownProfileHelp.registerGender, genderWord, { fallback: "" }),
}

const memberInvitation = option<string>("CODE", accountHelp.memberInvitation, anyText, { fallback: "" })

const adminInvitation = option<string>("CODE", accountHelp.invitation, anyText, {
  fallback: "",
  ask: ({ asker, say }) => asker.text(say(accountTexts.askInvitation), { mayBeEmpty: true }),
})

function registration(invitation: typeof memberInvitation): Command {
  return command<Told, Registered>({
    name: "register",
    doc: accountHelp.register,
    title: accountTexts.menuRegister,
    needsLogin: false,
    params: { invitation, ...profileParams },
    run: async (job, told) => {
      const { name, password } = await job.credentials({ isNew: true })
      await send(job, { name, password: prehash(password), user_type: job.userType }, told)
      return { name, user_type: job.userType }
    },
    print: ({ name }, { line }, { say }) => line(say(accountTexts.registered, { name })),
  })
}

/** Makes a member's account. */
export const registerUser: Command = registration(memberInvitation)

/** Makes an account of the staff: the library's first admin, or with an invitation. */
export const registerAdmin: Command = registration(adminInvitation)

type Who = { readonly name: string; readonly password: string; readonly user_type: Job["userType"] }

/** Registers, and asks for what the server turns out to want beside. */
async function send(job: Job, who: Who, told: Told): Promise<void> {
  const { "display-name": display_name, email, phone, gender, invitation } = told
  const request = {
    ...who,
    ...(display_name === "" ? {} : { display_name }),
    ...(email === "" ? {} : { email }),
    ...(phone === "" ? {} : { phone }),
    ...(gender === "" ? {} : { gender }),
    ...(invitation === "" ? {} : { invitation }),
  }
  try {
    await job.remote.call("register", request, { signal: job.signal })
  } catch (error) {
    await send(job, who, { ...told, ...(await askLacking(job, told, error)) })
  }
}

/** What was refused for, from whoever can be asked; throws the refusal where nobody can, or more does not help. */
async function askLacking({ asker, say, userType }: Job, told: Told, error: unknown): Promise<Partial<Told>> {
  if (!(error instanceof Refused) || asker === undefined) throw error
  const isUninvited = userType === "user" && told.invitation === ""
  if (error.code === "INVITATION_NEEDED" && isUninvited) {
    return { invitation: await asker.text(say(accountTexts.askMemberInvitation)) }
  }
  const { fields } = error.reply
  if (error.code !== "PROFILE_NEEDED" || !Array.isArray(fields)) throw error
  const ask = (field: keyof typeof profileTexts): Promise<string> =>
    asker.text(say(accountTexts.askNeeded, { field: say(profileTexts[field]) }))
  return {
    ...(fields.includes("display_name") ? { "display-name": await ask("display_name") } : {}),
    ...(fields.includes("email") ? { email: await ask("email") } : {}),
    ...(fields.includes("phone") ? { phone: await ask("phone") } : {}),
    ...(fields.includes("gender") ? { gender: await askGender(asker, say) } : {}),
  }
}

function askGender(asker: NonNullable<Job["asker"]>, say: Job["say"]): Promise<Gender> {
  const choices = (["female", "male", "other"] as const).map((value) => ({
    name: say(wordTexts[value]),
    value,
  }))
  return asker.choose(say(profileTexts.gender), choices)
}
