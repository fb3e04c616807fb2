import { randomUUID } from "node:crypto"
import { Account, type AccountName } from "../../db/account.ts"
import type { Peer, Reply } from "./peer.ts"
import { listIn, numberIn } from "./people.ts"
import type { TestServer } from "./server.ts"
import { asObject } from "./shapes.ts"

/** What make_vouchers answered: the batch and its codes. */
export type MadeVouchers = { readonly batchId: number; readonly codes: readonly string[] }

/** A secret for the codes of one batch. */
function newSeed(): string {
  return Buffer.from(randomUUID() + randomUUID())
    .toString("hex")
    .slice(0, 64)
}

/** A request for vouchers, with a key and a seed of its own unless it names others. */
export function voucherRequest(fields: object): object {
  return { type: "make_vouchers", count: 1, seed: newSeed(), request_key: randomUUID(), ...fields }
}

/** Makes vouchers. */
export async function makeVouchers(cashier: Peer, fields: object): Promise<MadeVouchers> {
  const reply = await cashier.ok(voucherRequest(fields))
  return { batchId: numberIn(reply, "batch_id"), codes: listIn(reply, "codes").map(String) }
}

/** Redeems a code with a key of its own; answers the reply, whatever it is. */
export function redeem(member: Peer, code: string, request_key: string = randomUUID()): Promise<Reply> {
  return member.ask({ type: "redeem_voucher", code, request_key })
}

/** What an account of the ledger has, in fen. */
export async function balanceOf(server: TestServer, name: AccountName): Promise<number> {
  const account = await server.running.app.database.run(() => Account.first({ name }))
  return Number(account?.balance_fen)
}

/** Goes through the books as check_books tells of them; answers the differences as "kind target expected found". */
export async function differencesIn(cashier: Peer, limit?: number): Promise<string[]> {
  const found: string[] = []
  let place: unknown
  do {
    const reply = await cashier.ok({
      type: "check_books",
      ...(limit && { limit }),
      ...(place ? { place } : {}),
    })
    for (const one of listIn(reply, "differences").map(asObject))
      found.push(`${one.kind} ${one.target} ${one.expected} ${one.found}`)
    place = reply.next
  } while (place !== null)
  return found
}
