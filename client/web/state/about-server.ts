import { type Answer, call } from "../wire/call.ts"

let asked: Promise<Answer<"about_server">> | undefined

/** What the server says of itself; asked for once. */
export function aboutServer(): Promise<Answer<"about_server">> {
  asked ??= call("about_server", {}).catch((error: unknown) => {
    asked = undefined
    throw error
  })
  return asked
}
