import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { type Account, allUsers } from "../cli/pages.ts"
import { type AskingJob, argument } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import { formatTime } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"

function stateOf({ is_locked, is_vip }: Account, say: Say): string {
  const states = [
    ...(is_vip === 1 ? [say(clientTexts.vip)] : []),
    ...(is_locked === 1 ? [say(clientTexts.locked)] : []),
  ]
  return states.join(", ") || say(clientTexts.none)
}

/** Lists the accounts. */
export const listUsers: Command = command({
  name: "users list",
  doc: helpTexts.usersList,
  title: clientTexts.menuUsers,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ users: await allUsers(remote, signal) }),
  print: ({ users }, { table }, { say }) =>
    table(
      [
        { head: say(clientTexts.headId), align: "right" },
        { head: say(clientTexts.headName), wraps: true },
        { head: say(clientTexts.headKind) },
        { head: say(clientTexts.headState) },
        { head: say(clientTexts.headRegistered) },
        { head: say(clientTexts.headLastLogin) },
      ],
      users.map((user) => [
        String(user.id),
        user.name,
        say(clientTexts[user.user_type]),
        stateOf(user, say),
        formatTime(user.register_time),
        user.last_login === null ? say(clientTexts.none) : formatTime(user.last_login),
      ]),
    ),
})

async function askUser({ asker, remote, say, signal }: AskingJob): Promise<string> {
  const users = await allUsers(remote, signal)
  const choices = users.map((user) => ({
    name: `${printableLine(user.name)}  (${say(clientTexts[user.user_type])}, ${stateOf(user, say)})`,
    value: user.name,
  }))
  return asker.search(say(clientTexts.askUser), choices)
}

const name = argument<string>("NAME", helpTexts.userName, anyText, { ask: askUser })

type Locked = { readonly name: string; readonly user_id: number; readonly msg: string }

/** Locks an account. */
export const lockUser: Command = command<{ name: string }, Locked>({
  name: "users lock",
  doc: helpTexts.usersLock,
  title: clientTexts.menuLock,
  needsLogin: true,
  params: { name },
  run: async ({ remote, signal }, values) => ({
    ...values,
    ...(await remote.call("lock_user", values, { signal })),
  }),
  print: ({ msg }, { text }) => text(msg),
})

/** Unlocks an account. */
export const unlockUser: Command = command<{ name: string }, Locked>({
  name: "users unlock",
  doc: helpTexts.usersUnlock,
  title: clientTexts.menuUnlock,
  needsLogin: true,
  params: { name },
  run: async ({ remote, signal }, values) => ({
    ...values,
    ...(await remote.call("unlock_user", values, { signal })),
  }),
  print: ({ msg }, { text }) => text(msg),
})
