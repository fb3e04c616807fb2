import { type Answer, Remote } from "../remote.ts"
import { terminalAsker } from "../terminal/asker.ts"
import type { Command, Done, RawValues } from "./command.ts"
import { type Desk, jobOf } from "./desk.ts"
import type { Job } from "./job.ts"
import { logIn, logInByDevice } from "./log-in.ts"
import { tellUnacknowledged } from "./notices-at-login.ts"

/** Runs one command from its command line: asks for what is missing where somebody can be asked, logs in and out by itself. */
export async function runCommand(
  desk: Desk,
  command: Command,
  raw: RawValues,
  { isTerminal }: { readonly isTerminal: boolean },
): Promise<Done> {
  const signal = desk.interrupts.next()
  const asker = isTerminal ? terminalAsker(desk.say, signal) : undefined
  command.check(raw, { say: desk.say, asker })
  const remote = new Remote(desk.address)
  try {
    const job = jobOf(desk, remote, asker, signal, { isMenu: false })
    if (command.needsLogin) {
      const { unacknowledged_notices } = (await logInByDevice(job)) ?? (await logInByPassword(job))
      if (unacknowledged_notices > 0 && !command.name.startsWith("notices ")) await tellUnacknowledged(job)
    }
    const done = await command.perform(job, raw)
    // Without it the session would live on for its grace time; the command is done either way.
    if (remote.session !== undefined) await remote.call("logout", {}, { signal }).catch(() => undefined)
    return done
  } finally {
    await remote.close()
  }
}

async function logInByPassword(job: Job): Promise<Answer<"login">> {
  // Asked before connecting: a server does not wait long for somebody who has not logged in.
  const credentials = await job.credentials()
  await job.remote.open(job.signal)
  return logIn(job, credentials)
}
