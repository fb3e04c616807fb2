import { type Answer, call } from "../wire/call.ts"

let asked: Promise<Answer<"about_server">> | undefined

/** What the server says of itself; asked for once, until something of it changed. */
export function aboutServer(): Promise<Answer<"about_server">> {
  asked ??= call("about_server", {}).catch((error: unknown) => {
    asked = undefined
    throw error
  })
  return asked
}

/** Has it asked for anew: the library has its first admin now. */
export function forgetAboutServer(): void {
  asked = undefined
}
