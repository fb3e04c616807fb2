import assert from "node:assert/strict"
import type { Reply } from "../peer.ts"

/** Something that is bought under a key, and what else is sent under the same key, of which one at most may be done. */
export class Order {
  /** What it was about: the first is what is meant, the others have changed contents. */
  readonly requests: readonly object[]
  /** The first answer that said it was done, and to which of the requests. */
  done: { readonly reply: Reply; readonly request: object } | undefined
  /** How many answers said so. */
  answers = 0
  /** Requests whose key was taken by another one's contents. */
  readonly #reused = new Set<object>()

  constructor(requests: readonly object[]) {
    this.requests = requests
  }

  /** Takes an answer note; answers whether it settles what became of the order. */
  note(request: object, reply: Reply): boolean {
    if (reply.code === "KEY_REUSED") {
      this.#reused.add(request)
      return this.done !== undefined
    }
    if (!reply.flag) return !["BUSY", "INTERNAL", "NOT_LOGGED_IN", "STOPPING"].includes(String(reply.code))
    this.answers++
    this.done ??= { reply, request }
    assert.equal(
      request,
      this.done.request,
      `a key is good for one request: ${JSON.stringify(this.requests)}`,
    )
    assert.deepEqual(reply, this.done.reply, `a repeat has the first answer: ${JSON.stringify(request)}`)
    return true
  }

  /** What is to be asked to find out what became of it: the first request of which it isn't known that its key was taken. */
  get open(): object {
    const [first = {}] = this.requests
    return this.done?.request ?? this.requests.find((request) => !this.#reused.has(request)) ?? first
  }

  /** A key that was refused as used for something else was used for something that is known. */
  assertSettled(): void {
    if (this.#reused.size === 0) return
    assert.ok(this.done !== undefined, `something was done under the key of ${JSON.stringify(this.requests)}`)
    assert.ok(!this.#reused.has(this.done.request), "what was done is not what its key was refused for")
  }
}
