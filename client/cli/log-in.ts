import { prehash } from "../prehash.ts"
import type { Answer, Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import type { Credentials, Job } from "./job.ts"

type LoggingIn = Pick<Job, "remote" | "userType" | "signal" | "remembered">

/** Logs in as an account of the program's kind; from then on this device stays logged in where `stay` says so. */
export async function logIn(
  job: LoggingIn,
  { name, password }: Credentials,
  { stay = false }: { readonly stay?: boolean } = {},
): Promise<Answer<"login">> {
  const { remote, userType, signal, remembered } = job
  const { devices, wanted } = remembered
  const device = stay ? await devices.introduce(wanted.server) : {}
  const request = { name, password: prehash(password), user_type: userType, ...device }
  const answer = await remote.call("login", request, { signal })
  if (stay && answer.device_token !== undefined) {
    await devices.keep({ ...wanted, name }, answer.device_token)
    logInAgainByDevice(job, name)
  }
  return answer
}

/**
 * Logs in as the account that stays logged in on this device, where there is one. Where the server has forgotten the device that is
 * told to whoever can be asked for the password instead; else it throws what the server said.
 */
export async function logInByDevice({
  note,
  asker,
  ...job
}: LoggingIn & Pick<Job, "note" | "asker">): Promise<Answer<"login_device"> | undefined> {
  const { remote, signal, remembered } = job
  const { devices, wanted } = remembered
  if (!remembered.counts || (await devices.find(wanted)) === undefined) return undefined
  const login = await devices.logIn(remote, wanted, { signal })
  if (login?.answer !== undefined) logInAgainByDevice(job, login.answer.name)
  if (login?.refused === undefined) return login?.answer
  if (asker === undefined) throw login.refused
  note(login.refused.msg)
  return undefined
}

/** A session that is lost is begun again with the token that this device has by then. */
export function logInAgainByDevice(
  { remote, remembered }: Pick<Job, "remote" | "remembered">,
  name: string,
): void {
  const { devices, wanted } = remembered
  remote.logInAgainBy(async (over: Remote) => {
    const login = await devices.logIn(over, { ...wanted, name })
    if (login === undefined) throw new Trouble("NOT_REMEMBERED")
    if (login.refused !== undefined) throw login.refused
  })
}
