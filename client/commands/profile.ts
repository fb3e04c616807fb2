import { columnTexts } from "../../interface/text/client/columns.ts"
import { ownProfileHelp, ownProfileTexts } from "../../interface/text/client/profile.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import type { Text } from "../../interface/text/locale.ts"
import { profileTexts } from "../../interface/text/profile.ts"
import { type Command, command } from "../cli/command.ts"
import { type AskingJob, option, type Param } from "../cli/param.ts"
import { anyText, type Gender, genderWord } from "../cli/readers.ts"
import { prehash } from "../prehash.ts"
import type { Answer } from "../remote.ts"

type Profile = Omit<Answer<"get_profile">, "msg">

/** Shows what somebody has told about themselves. */
export const showProfile: Command = command<object, Profile>({
  name: "profile show",
  doc: ownProfileHelp.profileShow,
  title: ownProfileTexts.menuProfile,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => {
    const { msg: _, ...profile } = await remote.call("get_profile", {}, { signal })
    return profile
  },
  print: (
    { name, display_name, email, email_verified, phone, phone_verified, gender },
    { table },
    { say },
  ) => {
    const state = (isVerified: 0 | 1): string =>
      say(isVerified === 1 ? wordTexts.verified : ownProfileTexts.notVerified)
    const row = (field: keyof typeof profileTexts, value: string | null, note = ""): string[] => [
      say(profileTexts[field]),
      value === null ? say(wordTexts.none) : value,
      value === null ? "" : note,
    ]
    table(
      [
        { head: say(columnTexts.headName) },
        { head: name, wraps: true },
        { head: say(columnTexts.headState) },
      ],
      [
        row("display_name", display_name),
        row("email", email, state(email_verified)),
        row("phone", phone, state(phone_verified)),
        row("gender", gender),
      ],
    )
  },
})

/** What "-" stands for: takes something away; and nothing at all leaves it. */
const away = "-"

function field(name: "display_name" | "email" | "phone", placeholder: string, doc: Text): Param<string> {
  return option<string>(placeholder, doc, anyText, {
    fallback: "",
    ask: async (job) => {
      const present = (await presentOf(job))[name] ?? job.say(wordTexts.none)
      const question = job.say(ownProfileTexts.askField, { field: job.say(profileTexts[name]), present })
      return job.asker.text(question, { mayBeEmpty: true })
    },
  })
}

function presentOf({ remote, signal }: AskingJob): Promise<Profile> {
  return remote.call("get_profile", {}, { signal })
}

const genderOrAway = {
  parse: (text: string): Gender | "-" | undefined => (text === away ? away : genderWord.parse(text)),
  takes: ownProfileTexts.takesGenderOrNone,
}

type Changes = {
  readonly "display-name": string
  readonly email: string
  readonly phone: string
  readonly gender: Gender | "-" | ""
}

/** Changes what somebody has told about themselves. */
export const setProfile: Command = command<Changes, { msg: string }>({
  name: "profile set",
  doc: ownProfileHelp.profileSet,
  title: ownProfileTexts.menuSetProfile,
  needsLogin: true,
  params: {
    "display-name": field("display_name", "NAME", ownProfileHelp.registerDisplayName),
    email: field("email", "ADDRESS", ownProfileHelp.registerEmail),
    phone: field("phone", "NUMBER", ownProfileHelp.registerPhone),
    gender: option<Gender | "-" | "">("GENDER", ownProfileHelp.registerGender, genderOrAway, {
      fallback: "",
    }),
  },
  run: async (job, { "display-name": display_name, email, phone, gender }) => {
    const takesPassword = email !== "" || phone !== ""
    const request = {
      ...(display_name === "" ? {} : { display_name: orNull(display_name) }),
      ...(email === "" ? {} : { email: orNull(email) }),
      ...(phone === "" ? {} : { phone: orNull(phone) }),
      ...(gender === "" ? {} : { gender: gender === away ? null : gender }),
      ...(takesPassword ? { password: prehash(await job.password()) } : {}),
    }
    const { msg } = await job.remote.call("set_profile", request, { signal: job.signal })
    return { msg }
  },
  print: ({ msg }, { text }) => text(msg),
})

function orNull(said: string): string | null {
  return said === away ? null : said
}
