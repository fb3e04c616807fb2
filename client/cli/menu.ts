import { accountTexts } from "../../interface/text/client/account.ts"
import { programTexts } from "../../interface/text/client/program.ts"
import { connect, type Remote } from "../remote.ts"
import { terminalAsker } from "../terminal/asker.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Command } from "./command.ts"
import { type Desk, jobOf } from "./desk.ts"
import { logInByDevice } from "./log-in.ts"
import { logOut } from "./log-out.ts"
import { askToAcknowledge } from "./notices-at-login.ts"
import { type Person, pickCommand } from "./pick-command.ts"

/** The menu: shows what can be done, does what is chosen, and again, until somebody quits; throws Trouble INTERRUPTED. */
export async function runMenu(desk: Desk): Promise<void> {
  const remote = await connect({ ...desk.address, signal: desk.interrupts.next() })
  try {
    await showMenu(desk, remote)
  } finally {
    await remote.close()
  }
}

async function showMenu(desk: Desk, remote: Remote): Promise<void> {
  const { address, output, say } = desk
  output.note(say(programTexts.welcome, { server: `${address.host}:${address.port}` }))
  await enterByDevice(desk, remote)
  let known: { readonly session: string; readonly person: Person } | undefined
  let unread = 0
  for (;;) {
    const { session } = remote
    if (session === undefined) known = undefined
    else if (known?.session !== session) {
      known = { session, person: await personOf(remote) }
      await showUnacknowledged(desk, remote)
      unread = 0
    }
    if (known !== undefined) unread = await tellUnread(desk, remote, unread)
    const picked = await pickCommand(desk, known?.person)
    if (picked === "quit") break
    try {
      await perform(desk, remote, picked)
    } catch (error) {
      output.failed(error)
    }
  }
  if (remote.session !== undefined) await remote.call("logout", {}).catch(() => undefined)
  output.note(say(programTexts.bye))
}

/** Whoever stays logged in on this device is logged in from the beginning. */
async function enterByDevice(desk: Desk, remote: Remote): Promise<void> {
  const { output, say, interrupts } = desk
  const signal = interrupts.next()
  try {
    const job = jobOf(desk, remote, terminalAsker(say, signal), signal, { isMenu: true })
    const answer = await logInByDevice(job)
    if (answer !== undefined)
      output.note(say(programTexts.stillLoggedIn, { name: printableLine(answer.name) }))
  } catch (error) {
    output.failed(error)
  }
}

/** Who is logged in; where that can't be told, somebody who may do nothing of the staff's. */
function personOf(remote: Remote): Promise<Person> {
  return remote.call("who_am_i", {}).catch(() => ({ role: null }))
}

/** Whoever has just logged in is shown what asks to be acknowledged. */
async function showUnacknowledged(desk: Desk, remote: Remote): Promise<void> {
  const signal = desk.interrupts.next()
  try {
    await askToAcknowledge(jobOf(desk, remote, terminalAsker(desk.say, signal), signal, { isMenu: true }))
  } catch (error) {
    desk.output.failed(error)
  }
}

/** Tells how many notices are unread, where that is news, and answers it. That a connection is lost is found soon enough. */
async function tellUnread({ output, say }: Desk, remote: Remote, told: number): Promise<number> {
  const found = await remote.call("who_am_i", { with: "account" }).catch(() => undefined)
  const unread = found?.unread_notices ?? told
  if (unread > 0 && unread !== told) {
    output.note(say(unread >= 100 ? programTexts.unreadMany : programTexts.unread, { count: unread }))
  }
  return unread
}

async function perform(desk: Desk, remote: Remote, picked: Command | "log out"): Promise<void> {
  const { interrupts, output, say } = desk
  const signal = interrupts.next()
  const job = jobOf(desk, remote, terminalAsker(say, signal), signal, { isMenu: true })
  if (picked === "log out") {
    await logOut(job)
    return output.note(say(accountTexts.loggedOut))
  }
  output.done(await picked.perform(job, {}))
}
