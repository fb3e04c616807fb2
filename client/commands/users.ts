import { columnTexts } from "../../interface/text/client/columns.ts"
import { userHelp, userTexts } from "../../interface/text/client/users.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { askUser, kindOf, stateOf } from "../cli/ask-user.ts"
import { type Command, command } from "../cli/command.ts"
import { type Account, allUsers } from "../cli/pages.ts"
import { argument, option, type Param } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import type { Answer } from "../remote.ts"
import { formatPrice, formatTime } from "../terminal/format.ts"

/** The name of an account, or a search for one. */
export const userName: Param<string> = argument("NAME", userHelp.userName, anyText, { ask: askUser })

const search = option<string>("TEXT", userHelp.usersSearch, anyText, {
  fallback: "",
  ask: ({ asker, say }) => asker.text(say(userTexts.askSearch), { mayBeEmpty: true }),
})

/** Lists the accounts, or those that a search finds. */
export const listUsers: Command = command<{ search: string }, { users: Account[] }>({
  name: "users list",
  doc: userHelp.usersList,
  title: userTexts.menuUsers,
  needsLogin: true,
  params: { search },
  run: async ({ remote, signal }, values) => ({ users: await allUsers(remote, signal, values.search) }),
  print: ({ users }, { line, table }, { say }) => {
    if (users.length === 0) return line(say(userTexts.noUsers))
    table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(columnTexts.headKind) },
        { head: say(columnTexts.headState) },
        { head: say(columnTexts.headBalance), align: "right" },
        { head: say(userTexts.headRegistered) },
        { head: say(userTexts.headLastLogin) },
      ],
      users.map((user) => [
        String(user.id),
        user.name,
        kindOf(user, say),
        stateOf(user, say),
        user.balance_fen === null ? say(wordTexts.none) : formatPrice(user.balance_fen),
        formatTime(user.register_time),
        user.last_login === null ? say(wordTexts.none) : formatTime(user.last_login),
      ]),
    )
  },
})

/** Shows all that the staff may see of one account. */
export const showUser: Command = command<{ name: string }, Answer<"show_user">>({
  name: "users show",
  doc: userHelp.usersShow,
  title: userTexts.menuShowUser,
  needsLogin: true,
  params: { name: userName },
  run: ({ remote, signal }, values) => remote.call("show_user", values, { signal }),
  print: (user, { table }, { say }) => {
    const none = say(wordTexts.none)
    const time = (moment: string | null): string => (moment === null ? none : formatTime(moment))
    const address = (text: string | null, isVerified: 0 | 1): string =>
      text === null ? none : `${text} (${say(isVerified ? wordTexts.verified : userTexts.unverified)})`
    table(
      [{ head: say(columnTexts.headName) }, { head: user.name, wraps: true }],
      [
        [say(columnTexts.headId), String(user.user_id)],
        [say(columnTexts.headKind), kindOf(user, say)],
        [say(columnTexts.headState), stateOf(user, say)],
        [say(userTexts.headDisplayName), user.display_name ?? none],
        [say(userTexts.headEmail), address(user.email, user.email_is_verified)],
        [say(userTexts.headPhone), address(user.phone, user.phone_is_verified)],
        [say(columnTexts.headBalance), user.balance_fen === null ? none : formatPrice(user.balance_fen)],
        [say(userTexts.headVipUntil), time(user.vip_until)],
        [say(userTexts.headDevices), String(user.devices)],
        [say(userTexts.headRegistered), time(user.register_time)],
        [say(userTexts.headLastLogin), time(user.last_login)],
      ],
    )
  },
})
