import type { ReplyOf, RequestOf } from "../../../../interface/protocol.ts"

/** A transaction of the ledger. */
export type LedgerTransaction = ReplyOf<"list_ledger">["transactions"][number]

/** Which transactions are wanted. */
export type LedgerFilter = Omit<RequestOf<"list_ledger">, "after_id" | "limit">

const refundable: ReadonlySet<string> = new Set(["film", "vip", "credit"])

/** Whether a transaction is of a kind that can be refunded. */
export function isRefundable({ kind }: LedgerTransaction): boolean {
  return refundable.has(kind)
}

/** What a transaction moved: into a member's account or out of it, else what it moved at all. */
export function amountOf({ lines }: LedgerTransaction): number {
  const member = lines.find(({ account }) => account.startsWith("member:"))
  return member?.amount_fen ?? Math.max(0, ...lines.map(({ amount_fen }) => amount_fen))
}
