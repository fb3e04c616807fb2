import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { askUser, kindOf, stateOf } from "../cli/ask-user.ts"
import { type Command, command } from "../cli/command.ts"
import { type Account, allUsers } from "../cli/pages.ts"
import { argument, option, type Param } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import type { Answer } from "../remote.ts"
import { formatPrice, formatTime } from "../terminal/format.ts"

/** The name of an account, or a search for one. */
export const userName: Param<string> = argument("NAME", helpTexts.userName, anyText, { ask: askUser })

const search = option<string>("TEXT", helpTexts.usersSearch, anyText, {
  fallback: "",
  ask: ({ asker, say }) => asker.text(say(clientTexts.askSearch), { mayBeEmpty: true }),
})

/** Lists the accounts, or those that a search finds. */
export const listUsers: Command = command<{ search: string }, { users: Account[] }>({
  name: "users list",
  doc: helpTexts.usersList,
  title: clientTexts.menuUsers,
  needsLogin: true,
  params: { search },
  run: async ({ remote, signal }, values) => ({ users: await allUsers(remote, signal, values.search) }),
  print: ({ users }, { line, table }, { say }) => {
    if (users.length === 0) return line(say(clientTexts.noUsers))
    table(
      [
        { head: say(clientTexts.headId), align: "right" },
        { head: say(clientTexts.headName), wraps: true },
        { head: say(clientTexts.headKind) },
        { head: say(clientTexts.headState) },
        { head: say(clientTexts.headBalance), align: "right" },
        { head: say(clientTexts.headRegistered) },
        { head: say(clientTexts.headLastLogin) },
      ],
      users.map((user) => [
        String(user.id),
        user.name,
        kindOf(user, say),
        stateOf(user, say),
        user.balance_fen === null ? say(clientTexts.none) : formatPrice(user.balance_fen),
        formatTime(user.register_time),
        user.last_login === null ? say(clientTexts.none) : formatTime(user.last_login),
      ]),
    )
  },
})

/** Shows all that the staff may see of one account. */
export const showUser: Command = command<{ name: string }, Answer<"show_user">>({
  name: "users show",
  doc: helpTexts.usersShow,
  title: clientTexts.menuShowUser,
  needsLogin: true,
  params: { name: userName },
  run: ({ remote, signal }, values) => remote.call("show_user", values, { signal }),
  print: (user, { table }, { say }) => {
    const none = say(clientTexts.none)
    const time = (moment: string | null): string => (moment === null ? none : formatTime(moment))
    const address = (text: string | null, isVerified: 0 | 1): string =>
      text === null ? none : `${text} (${say(isVerified ? clientTexts.verified : clientTexts.unverified)})`
    table(
      [{ head: say(clientTexts.headName) }, { head: user.name, wraps: true }],
      [
        [say(clientTexts.headId), String(user.user_id)],
        [say(clientTexts.headKind), kindOf(user, say)],
        [say(clientTexts.headState), stateOf(user, say)],
        [say(clientTexts.headDisplayName), user.display_name ?? none],
        [say(clientTexts.headEmail), address(user.email, user.email_is_verified)],
        [say(clientTexts.headPhone), address(user.phone, user.phone_is_verified)],
        [say(clientTexts.headBalance), user.balance_fen === null ? none : formatPrice(user.balance_fen)],
        [say(clientTexts.headVipUntil), time(user.vip_until)],
        [say(clientTexts.headDevices), String(user.devices)],
        [say(clientTexts.headRegistered), time(user.register_time)],
        [say(clientTexts.headLastLogin), time(user.last_login)],
      ],
    )
  },
})
