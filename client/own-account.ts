import type { MessageType } from "../interface/protocol.ts"
import type { Answer, Remote } from "./remote.ts"

/** An answer of which all keys are there. */
type Whole<Type extends MessageType> = {
  [Key in keyof Answer<Type>]-?: Exclude<Answer<Type>[Key], undefined>
}

/** The account that is logged in, with what it has. */
export async function ownAccount(remote: Remote, signal: AbortSignal): Promise<Whole<"who_am_i">> {
  const told = await remote.call("who_am_i", { with: "account" }, { signal })
  // A server tells both where it is asked to.
  const { balance_fen = 0, unread_notices = 0 } = told
  return { ...told, balance_fen, unread_notices }
}
