import { createHash, randomBytes } from "node:crypto"
import { hostname } from "node:os"
import { isRefusal, type Refused } from "../refused.ts"
import type { Answer, Remote } from "../remote.ts"
import { printableLine } from "../terminal/printable.ts"
import { PrivateState } from "./private-state.ts"
import {
  isWanted,
  type RememberedAccount,
  type RememberedState,
  readRemembered,
  type Wanted,
} from "./remembered-accounts.ts"

type Account = Pick<RememberedAccount, "server" | "kind" | "name">

type Options = { readonly signal?: AbortSignal | undefined }

/** What a log-in by this device came to: the server's answer, or why the device is forgotten. */
export type DeviceLogin =
  | { readonly answer: Answer<"login_device">; readonly refused?: undefined }
  | { readonly answer?: undefined; readonly refused: Refused }

/** The accounts that stay logged in on this device, in a file of the person's own; no password is ever in it. */
export class RememberedDevices {
  readonly #file: PrivateState
  readonly #onMended: (path: string) => void

  constructor(folder: string, onMended: (path: string) => void) {
    this.#file = new PrivateState(folder, "devices.json")
    this.#onMended = onMended
  }

  /** The account that is meant, where it is remembered. */
  async find(wanted: Wanted): Promise<RememberedAccount | undefined> {
    return (await this.#read()).accounts.find((one) => isWanted(one, wanted))
  }

  /** What a log-in with the password tells of this device, so that it stays logged in. */
  async introduce(server: string): Promise<{ device_key: string; device_name?: string }> {
    const { device } = await this.#file.alone(async () => {
      const state = await this.#read()
      await this.#write(state)
      return state
    })
    const device_key = createHash("sha256").update(`${device} ${server}`).digest("base64url")
    const device_name = printableLine(hostname()).slice(0, 64)
    return device_name === "" ? { device_key } : { device_key, device_name }
  }

  /** Remembers what the server answered to such a log-in. */
  async keep({ server, kind, name }: Account, deviceToken: string): Promise<void> {
    const [series = "", token = ""] = deviceToken.split(".")
    await this.#file.alone(async () => {
      const state = await this.#read()
      await this.#write(first(state, { server, kind, name, series, token }))
    })
  }

  /** Calls an account by the name that it has by now, where it is remembered. */
  async rename(wanted: Wanted, name: string): Promise<void> {
    await this.#file.alone(async () => {
      const state = await this.#read()
      const known = state.accounts.find((one) => isWanted(one, wanted))
      if (known !== undefined) await this.#write(first(state, { ...known, name }, known.name))
    })
  }

  /** Forgets an account here. */
  async forget(wanted: Wanted): Promise<void> {
    await this.#file.alone(async () => {
      const state = await this.#read()
      await this.#write({ ...state, accounts: state.accounts.filter((one) => !isWanted(one, wanted)) })
    })
  }

  /**
   * Logs in as a remembered account, one program of this device after the other: each takes the token that the last one left.
   * Undefined where it isn't remembered any more; where the server forgot the device it is forgotten here.
   */
  async logIn(remote: Remote, wanted: Wanted, { signal }: Options = {}): Promise<DeviceLogin | undefined> {
    const { server, kind } = wanted
    return this.#file.alone(async () => {
      const state = await this.#read()
      const known = state.accounts.find((one) => isWanted(one, wanted))
      if (known === undefined) return undefined
      const { series, token, name } = known
      const next = known.next ?? randomBytes(32).toString("base64url")
      if (known.next === undefined) await this.#write(first(state, { ...known, next }))
      try {
        const request = { device_token: `${series}.${token}`, next_token: next }
        const answer = await remote.call("login_device", request, { signal })
        await this.#write(first(state, { server, kind, name: answer.name, series, token: next }, name))
        return { answer }
      } catch (error) {
        if (!isRefusal(error, "DEVICE_FORGOTTEN") && !isRefusal(error, "DEVICE_STOLEN")) throw error
        const accounts = state.accounts.filter((one) => one !== known)
        await this.#write({ ...state, accounts })
        return { refused: error }
      }
    }, signal)
  }

  async #read(): Promise<RememberedState> {
    const text = await this.#file.read(() => this.#onMended(this.#file.path))
    return readRemembered(text) ?? { device: randomBytes(32).toString("base64url"), accounts: [] }
  }

  #write(state: RememberedState): Promise<void> {
    return this.#file.write(`${JSON.stringify(state, undefined, 2)}\n`)
  }
}

/** A state with an account before all others, in place of what was known of it. */
function first(state: RememberedState, account: RememberedAccount, oldName = account.name): RememberedState {
  const { server, kind, name } = account
  const others = state.accounts.filter(
    (one) => !isWanted(one, { server, kind, name }) && !isWanted(one, { server, kind, name: oldName }),
  )
  return { ...state, accounts: [account, ...others] }
}
