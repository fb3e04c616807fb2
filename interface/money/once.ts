import { createHash } from "node:crypto"
import { RequestKey } from "../../db/request-key.ts"
import { ConnectionLost, UniqueViolation } from "../../orm/errors.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import type { JsonObject } from "../wire/parse-json.ts"
import { lockUser } from "./lock-user.ts"

/** Who asks for what, under which key of theirs; `asked` is what must be the same in a repeat. */
export type OnceRequest = {
  readonly userId: number
  readonly key: string
  readonly type: string
  readonly asked: JsonObject
}

/**
 * Does a request once: the key is stored in the transaction in which `work` does it, together with the answer. A repeat is
 * answered `repeated` with what was answered first. Throws Failure KEY_REUSED where the key was used for something else, and what
 * `work` throws: then nothing is done, and the key is as good as new. The person's row is taken first, so requests of one
 * person come one after the other: without that, of three with the same key the second and the third would lock each other out
 * when the first fails, and so would two that both name the person in new rows and then change the person.
 */
export async function once<Reply extends JsonObject>(
  { userId, key, type, asked }: OnceRequest,
  work: () => Promise<Reply>,
): Promise<{ readonly reply: Reply; readonly repeated: false } | { readonly repeated: JsonObject }> {
  const request_hash = createHash("sha256")
    .update(JSON.stringify([type, asked]))
    .digest("hex")
  const attempt = (): Promise<Reply> =>
    transaction(async () => {
      // Whoever comes with the same key at the same moment waits here until this one is decided; the key's index then tells.
      await lockUser(userId)
      const row = await new RequestKey({ user_id: userId, request_key: key, request_hash }).save()
      const made = await work()
      row.reply = made
      await row.update()
      return made
    })
  try {
    // Nobody knows whether a commit happened whose answer got lost; the key does: then the second attempt is a repeat.
    const reply = await attempt().catch((error: unknown) => {
      if (error instanceof ConnectionLost) return attempt()
      throw error
    })
    return { reply, repeated: false }
  } catch (error) {
    if (!(error instanceof UniqueViolation) || error.table !== "request_key") throw error
    const first = await RequestKey.first({ user_id: userId, request_key: key })
    if (first === undefined) throw new Failure("BUSY", {}, { cause: error })
    if (first.request_hash !== request_hash) throw new Failure("KEY_REUSED")
    return { repeated: first.reply ?? {} }
  }
}
