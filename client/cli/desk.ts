import type { Locale } from "../../interface/text/locale.ts"
import type { ServerAddress } from "../connection/open-socket.ts"
import type { Remote } from "../remote.ts"
import type { RememberedDevices } from "../state/remembered-devices.ts"
import type { Asker } from "../terminal/asker.ts"
import type { Say } from "../terminal/say.ts"
import { askCredentials, askName, askNewPassword, askPassword } from "./ask-credentials.ts"
import type { GivenCredentials } from "./common-options.ts"
import type { Interrupts } from "./interrupts.ts"
import type { Job } from "./job.ts"
import type { Output } from "./output.ts"
import type { Program } from "./program.ts"

/** What a running client has for all of its commands. */
export type Desk = {
  readonly program: Program
  readonly say: Say
  readonly output: Output
  readonly interrupts: Interrupts
  readonly address: ServerAddress & { readonly lang: Locale }
  readonly credentials: GivenCredentials
  /** Who stays logged in on this device. */
  readonly devices: RememberedDevices
  /** Whether --yes was said. */
  readonly yes: boolean
}

/** Makes what one command works with. */
export function jobOf(
  desk: Desk,
  remote: Remote,
  asker: Asker | undefined,
  signal: AbortSignal,
  { isMenu }: { readonly isMenu: boolean },
): Job {
  const { program, say, output, address, credentials, devices, yes } = desk
  const server = `${address.host}:${address.port}`
  let typed: string | undefined
  return {
    userType: program.name,
    remote,
    say,
    asker,
    isMenu,
    yes,
    signal,
    note: output.note,
    tell: output.tell,
    item: output.item,
    progress: output.progress,
    live: output.live,
    remembered: {
      devices,
      wanted: { server, kind: program.name, name: credentials.name },
      counts: credentials.password === undefined,
    },
    credentials: async (options) => {
      const asked = await askCredentials(credentials, asker, say, options)
      typed = asked.password
      return asked
    },
    name: () => askName(credentials, asker, say),
    password: async () => typed ?? (await askPassword(credentials, asker, say)),
    newPassword: (file) => askNewPassword(credentials, asker, say, file),
  }
}
