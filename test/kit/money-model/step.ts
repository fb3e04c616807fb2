import assert from "node:assert/strict"
import type { AsyncCommand } from "fast-check"
import type { Reply } from "../peer.ts"
import type { Library } from "./library.ts"
import type { Model } from "./model.ts"
import type { Outcome } from "./outcome.ts"
import { type Choice, plans } from "./plans.ts"

/** How far the clocks of a test and its database may be apart, with all that a loaded machine does in between. */
const toleranceMs = 20_000

/** One request of a random sequence: asks it, and holds the reply, what was booked and what is stored against the model. */
export class Step implements AsyncCommand<Model, Library> {
  readonly #kind: string
  readonly #choice: Choice

  constructor(kind: string, choice: Choice) {
    this.#kind = kind
    this.#choice = choice
  }

  check(): boolean {
    return true
  }

  async run(model: Model, library: Library): Promise<void> {
    const outcome = plans[this.#kind]?.(model, this.#choice)
    if (outcome === undefined) return
    const { by, request, code } = outcome
    const reply = await library.ask(by, request)
    const what = `${this} sent ${JSON.stringify(request)} and was answered ${JSON.stringify(reply)}`
    assert.equal(reply.code, code, what)
    assertKeys(reply, outcome.keys ?? {}, what)
    await book(model, library, outcome, what)
    await follow(model, library, outcome, reply, what)
    await library.assertAgrees(model)
  }

  toString(): string {
    return `${this.#kind} ${JSON.stringify(this.#choice)}`
  }
}

function assertKeys(reply: Reply, keys: Readonly<Record<string, unknown>>, what: string): void {
  for (const [key, value] of Object.entries(keys)) assert.deepEqual(reply[key], value, `${key}: ${what}`)
}

/** Holds what was booked against what the model says, and learns its id. */
async function book(model: Model, library: Library, { posting }: Outcome, what: string): Promise<void> {
  const booked = await library.booked()
  assert.equal(booked.length, posting === undefined ? 0 : 1, `what is booked: ${what}`)
  const [found] = booked
  if (posting === undefined || found === undefined) return
  const { kind, member, lines, film, days } = posting
  const { transaction } = found
  assert.deepEqual(found.lines, lines, what)
  assert.deepEqual(
    [transaction.kind, transaction.movie_id, transaction.vip_days],
    [kind, film?.id ?? null, days ?? null],
    what,
  )
  posting.id = transaction.id
  if (kind === "voucher_end") return
  assert.equal(transaction.user_id, member.userId, what)
  member.balance += lines[member.account] ?? 0
  model.booked.push(posting)
}

/** Lets everything else happen to the model that happened to the library. */
async function follow(
  model: Model,
  library: Library,
  { by, request, vip, after, isKept }: Outcome,
  reply: Reply,
  what: string,
): Promise<void> {
  const locked = model.members.filter(({ isLocked }) => isLocked)
  if (vip !== undefined) {
    const untilMs = await library.vipUntilMs(vip.member)
    const distance = Math.abs((untilMs ?? 0) - (vip.untilMs ?? 0))
    assert.ok(distance < toleranceMs, `the end of VIP is ${distance} ms from where it should be: ${what}`)
    vip.member.vipUntilMs = untilMs
  }
  after?.()
  for (const member of locked) if (!member.isLocked) await library.readmit(member)
  if (isKept) model.done.push({ by, request, reply })
}
