import {
  type Asker,
  extended,
  type Film,
  type Member,
  type Model,
  type Posting,
  shortened,
  type Voucher,
} from "./model.ts"

/** What is to happen: who asks what, which reply a model expects, what is booked, and what else changes then. */
export type Outcome = {
  readonly by: Asker
  readonly request: object
  readonly code: string | 0
  /** Keys of the reply; `vip_until` is compared as a moment, roughly. */
  readonly keys?: Readonly<Record<string, unknown>>
  readonly posting?: Posting
  /** Whose VIP gets another end, in milliseconds, or none. */
  readonly vip?: { readonly member: Member; readonly untilMs: number | null }
  readonly after?: () => void
  /** A repeat with the same contents is answered the same for ever. */
  readonly isKept?: boolean
}

/** Makes a posting of which the model learns the id once it is booked. */
export function posting(
  kind: string,
  member: Member,
  amount: number,
  against: string,
  more: { readonly film?: Film | undefined; readonly days?: number | undefined } = {},
): Posting {
  const lines = amount === 0 ? {} : { [member.account]: amount, [against]: -amount }
  return { kind, member, lines, ...more, id: 0, isRefunded: false }
}

/** The refusal of a request. */
export function refused(by: Asker, request: object, code: string, keys: Outcome["keys"] = {}): Outcome {
  return { by, request, code, keys }
}

/** What buying a film comes to. */
export function filmBought(
  { member, film, price }: { readonly member: Member; readonly film: Film; readonly price: number },
  request: object,
  keys: Outcome["keys"],
): Outcome {
  const made = posting("film", member, -price, "revenue:film", { film })
  const after = (): void => void member.bought.set(film, price)
  return { by: member, request, code: 0, ...(keys && { keys }), posting: made, after }
}

/** What buying a term of VIP comes to. */
export function termBought(member: Member, days: number, price: number, request: object): Outcome {
  return {
    by: member,
    request,
    code: 0,
    keys: { is_vip: 1, price_fen: price, balance_fen: member.balance - price },
    posting: posting("vip", member, -price, "revenue:vip", { days }),
    vip: { member, untilMs: extended(member, days) },
  }
}

/** What redeeming a voucher comes to. */
export function voucherRedeemed(member: Member, voucher: Voucher, request: object): Outcome {
  const { value, days } = voucher
  const balance_fen = member.balance + (value ?? 0)
  return {
    by: member,
    request,
    code: 0,
    keys: { value_fen: value ?? null, vip_days: days ?? null, balance_fen },
    ...(value === undefined ? {} : { posting: posting("voucher", member, value, "vouchers") }),
    ...(days === undefined ? {} : { vip: { member, untilMs: extended(member, days) } }),
    after: () => {
      voucher.usedBy = member
    },
    isKept: true,
  }
}

/** What refunding a posting comes to. */
export function refunded(
  model: Model,
  { kind, member, lines, film, days, ...booked }: Posting,
  request: object,
): Outcome {
  const own = -(lines[member.account] ?? 0)
  const made: Posting = {
    kind: "refund",
    member,
    lines: Object.fromEntries(Object.entries(lines).map(([account, amount]) => [account, -amount])),
    film,
    days: days === undefined ? undefined : -days,
    id: 0,
    isRefunded: false,
  }
  return {
    by: "admin",
    request,
    code: 0,
    keys: { balance_fen: member.balance + own },
    posting: made,
    ...(days === undefined ? {} : { vip: { member, untilMs: shortened(member, days) } }),
    after: () => {
      for (const one of model.booked) if (one.id === booked.id) one.isRefunded = true
      if (kind === "film" && film !== undefined) member.bought.delete(film)
    },
    isKept: true,
  }
}
