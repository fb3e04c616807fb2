import type { Role } from "../../interface/context.ts"
import { accountHelp } from "../../interface/text/client/account.ts"
import { userHelp, userTexts } from "../../interface/text/client/users.ts"
import { type Command, command, type Printer } from "../cli/command.ts"
import { argument, flag, option } from "../cli/param.ts"
import { anyText, wholeNumber } from "../cli/readers.ts"
import { prehash } from "../prehash.ts"
import { formatTime } from "../terminal/format.ts"
import { Trouble } from "../trouble.ts"
import { askRole, role } from "./role.ts"
import { userName } from "./users.ts"

type Changed = { readonly name: string; readonly user_id: number; readonly msg: string }

function printMsg({ msg }: { readonly msg: string }, { text }: Printer): void {
  text(msg)
}

function locking(
  type: "lock_user" | "unlock_user",
  texts: Pick<Parameters<typeof command>[0], "name" | "doc" | "title">,
): Command {
  return command<{ name: string }, Changed>({
    ...texts,
    needsLogin: true,
    params: { name: userName },
    run: async ({ remote, signal }, { name }) => ({
      ...(await remote.call(type, { name }, { signal })),
      name,
    }),
    print: printMsg,
  })
}

/** Locks an account. */
export const lockUser: Command = locking("lock_user", {
  name: "users lock",
  doc: userHelp.usersLock,
  title: userTexts.menuLock,
})

/** Unlocks an account. */
export const unlockUser: Command = locking("unlock_user", {
  name: "users unlock",
  doc: userHelp.usersUnlock,
  title: userTexts.menuUnlock,
})

const file = option<string>("FILE", accountHelp.newPasswordFile, anyText, { fallback: "" })

/** Gives somebody another password. */
export const setPassword: Command = command<{ name: string; "new-password-file": string }, Changed>({
  name: "users password",
  doc: userHelp.usersPassword,
  title: userTexts.menuSetPassword,
  needsLogin: true,
  params: { name: userName, "new-password-file": file },
  run: async (job, { name, "new-password-file": path }) => {
    const password = prehash(await job.newPassword(path))
    const { user_id, msg } = await job.remote.call("set_password", { name, password }, { signal: job.signal })
    return { name, user_id, msg }
  },
  print: printMsg,
})

const days = wholeNumber(1, 3660, userTexts.takesGiftDays)
type Given = { readonly vip_until: string | null; readonly given_days: number }
type Vip = { readonly name: string; readonly days: number; readonly take: boolean }

/** Gives somebody days of VIP, or takes them. */
export const changeVip: Command = command<Vip, Changed & Given>({
  name: "users vip",
  doc: userHelp.usersVip,
  title: userTexts.menuVip,
  needsLogin: true,
  params: {
    name: userName,
    days: option<number>("N", userHelp.giftDays, days, {
      fallback: 0,
      ask: async ({ asker, say }) => {
        const text = await asker.text(say(userTexts.askVipDays), { mayBeEmpty: true })
        const value = text === "" ? 0 : days.parse(text)
        if (value !== undefined) return value
        const what = say(userTexts.askVipDays)
        throw new Trouble("WRONG_VALUE", { what, value: text, takes: say(days.takes) })
      },
    }),
    take: flag("take", userHelp.vipTake),
  },
  run: async ({ remote, signal, isMenu }, { name, days, take }) => {
    if (!isMenu && take === days > 0) throw new Trouble("ONLY_ONE_OF", { what: "--days/--take" })
    const { msg, ...vip } =
      days > 0
        ? await remote.call("give_vip", { name, days }, { signal })
        : await remote.call("take_vip", { name }, { signal })
    return { name, ...vip, given_days: days, msg }
  },
  print: ({ name, vip_until, given_days, msg }, { line, text }, { say }) => {
    text(msg)
    if (vip_until !== null && given_days > 0)
      line(say(userTexts.usersVipUntil, { name, time: formatTime(vip_until) }))
  },
})

/** Says what somebody of the staff may do. */
export const setRole: Command = command<{ name: string; role: Role }, Changed>({
  name: "users role",
  doc: userHelp.usersRole,
  title: userTexts.menuRole,
  needsLogin: true,
  params: {
    name: userName,
    role: argument<Role>("ROLE", userHelp.role, role, { ask: askRole }),
  },
  run: async ({ remote, signal }, values) => {
    const { user_id, msg } = await remote.call("set_role", values, { signal })
    return { name: values.name, user_id, msg }
  },
  print: printMsg,
})
