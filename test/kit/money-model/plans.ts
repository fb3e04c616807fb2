import { randomUUID } from "node:crypto"
import {
  type Asker,
  type Done,
  extended,
  type Film,
  isVip,
  type Member,
  type Model,
  priceOf,
  terms,
  type Voucher,
} from "./model.ts"
import {
  filmBought,
  type Outcome,
  posting,
  refunded,
  refused,
  termBought,
  voucherRedeemed,
} from "./outcome.ts"

/** Numbers that choose what a step is about; each plan makes of them what it needs. */
export type Choice = {
  readonly who: number
  readonly what: number
  readonly amount: number
  /** Now and then something is wrong on purpose, or another request's key is used. */
  readonly twist: number
}

/** Makes of a choice what is to be asked, and what that is to come to; undefined where the model has nothing for it. */
export type Plan = (model: Model, choice: Choice) => Outcome | undefined

/** Every kind of step. */
export const plans: Readonly<Record<string, Plan>> = {
  buyMovie: (model, choice) => {
    const [member, film] = [memberOf(model, choice), filmOf(model, choice)]
    const price = priceOf(film, member)
    const confirmed = choice.twist === 0 ? price + 1 : price
    const request = { type: "buy_movie", movie_id: film.id, price_fen: confirmed, request_key: randomUUID() }
    if (member.isLocked) return refused(member, request, "NOT_LOGGED_IN")
    if (member.bought.has(film)) return refused(member, request, "ALREADY_BOUGHT")
    if (film.isInTrash || film.isFree) return refused(member, request, "NOT_FOR_SALE")
    if (confirmed !== price) return refused(member, request, "PRICE_CHANGED", { price_fen: price })
    if (member.balance < price) return short(member, request, price)
    const keys = { price_fen: price, balance_fen: member.balance - price }
    return { ...filmBought({ member, film, price }, request, keys), isKept: true }
  },

  buyVip: (model, choice) => {
    const member = memberOf(model, choice)
    const term = at(terms, choice.what)
    const days = choice.amount % 5 === 0 ? undefined : term.days
    const { price } = days === undefined ? terms[0] : term
    const confirmed = choice.twist === 0 ? price - 1 : price
    const request_key = randomUUID()
    const request = { type: "buy_vip", ...(days && { days }), price_fen: confirmed, request_key }
    if (member.isLocked) return refused(member, request, "NOT_LOGGED_IN")
    if (choice.twist === 1) return refused(member, { ...request, days: 31 }, "NO_SUCH_TERM")
    if (confirmed !== price) return refused(member, request, "PRICE_CHANGED", { price_fen: price })
    if (member.balance < price) return short(member, request, price)
    return { ...termBought(member, days ?? terms[0].days, price, request), isKept: true }
  },

  buyVipPlainly: (model, choice) => {
    const member = memberOf(model, choice)
    const request = { type: "buy_vip" }
    const [{ days, price }] = terms
    if (member.isLocked) return refused(member, request, "NOT_LOGGED_IN")
    const { plainTerm: last } = member
    if (last !== undefined && !last.isRefunded && isVip(member)) {
      return { by: member, request, code: 0, keys: { price_fen: price, balance_fen: member.balance } }
    }
    if (member.balance < price) return short(member, request, price)
    const bought = termBought(member, days, price, request)
    return {
      ...bought,
      after: () => {
        member.plainTerm = bought.posting
      },
    }
  },

  downloadPlainly: (model, choice) => {
    const [member, film] = [memberOf(model, choice), filmOf(model, choice)]
    const separately = choice.twist === 0
    const request = { type: "download_movie", movie_id: film.id, ...(separately && { payment: "separate" }) }
    const price = priceOf(film, member)
    if (member.isLocked) return refused(member, request, "NOT_LOGGED_IN")
    const free = { by: member, request, code: 0 as const, keys: { price_fen: 0 } }
    if (member.bought.has(film)) return free
    if (film.isInTrash) return refused(member, request, "NO_SUCH_MOVIE")
    if (film.isFree) return free
    const keys = { price_fen: price, balance_fen: member.balance }
    if (separately) return refused(member, request, "PAYMENT_REQUIRED", keys)
    if (member.balance < price) return short(member, request, price)
    return filmBought({ member, film, price }, request, { price_fen: price })
  },

  redeem: (model, choice) => {
    const member = memberOf(model, choice)
    const voucher: Voucher = at(model.vouchers, choice.what)
    const typed =
      choice.amount % 2 === 0 ? voucher.code : ` ${voucher.code.toLowerCase().replaceAll("-", "")} `
    const code = choice.twist === 0 ? "2222-2222-2222-2222" : typed
    const request = { type: "redeem_voucher", code, request_key: randomUUID() }
    if (member.isLocked) return refused(member, request, "NOT_LOGGED_IN")
    if (choice.twist === 0) return refused(member, request, "NO_SUCH_VOUCHER")
    if (voucher.usedBy === member) return refused(member, request, "VOUCHER_USED")
    if (voucher.usedBy !== undefined || voucher.isRevoked) return refused(member, request, "NO_SUCH_VOUCHER")
    return voucherRedeemed(member, voucher, request)
  },

  revokeVouchers: (model, choice) => {
    const { batchId, value } = at(model.vouchers, choice.what)
    const request = { type: "revoke_vouchers", batch_id: batchId }
    const left = model.vouchers.filter(
      (one) => one.batchId === batchId && one.usedBy === undefined && !one.isRevoked,
    )
    const amount = (value ?? 0) * left.length
    const [member] = model.members
    // Nobody's money, but booked: a posting that is about no member.
    const made = member && {
      ...posting("voucher_end", member, 0, ""),
      lines: { vouchers: -amount, adjustments: amount },
    }
    return {
      by: "admin",
      request,
      code: 0,
      keys: { revoked: left.length },
      ...(amount > 0 && made ? { posting: made } : {}),
      after: () => {
        for (const one of left) one.isRevoked = true
      },
    }
  },

  refund: (model, choice) => {
    const booked = at(model.booked, choice.what)
    if (booked === undefined) return undefined
    const request = {
      type: "refund",
      transaction_id: booked.id,
      reason: "asked for",
      request_key: randomUUID(),
    }
    if (!["film", "vip", "credit"].includes(booked.kind)) return refused("admin", request, "NOT_REFUNDABLE")
    if (booked.isRefunded) return refused("admin", request, "ALREADY_REFUNDED")
    const own = -(booked.lines[booked.member.account] ?? 0)
    if (booked.member.balance + own < 0) return short(booked.member, request, -own, "admin")
    return refunded(model, booked, request)
  },

  adjust: (model, choice) => {
    const member = memberOf(model, choice)
    const amount_fen = (choice.twist < 3 ? -1 : 1) * (1 + choice.amount)
    const request = {
      type: "adjust_balance",
      name: member.name,
      amount_fen,
      reason: "cash",
      request_key: randomUUID(),
    }
    if (member.balance + amount_fen < 0) return short(member, request, -amount_fen, "admin")
    return {
      by: "admin",
      request,
      code: 0,
      keys: { balance_fen: member.balance + amount_fen },
      posting: posting("adjustment", member, amount_fen, "adjustments"),
      isKept: true,
    }
  },

  credit: (model, choice) => {
    const member = memberOf(model, choice)
    const amount_fen = 1 + choice.amount
    const request = { type: "credit_payment", reference: randomUUID(), name: member.name, amount_fen }
    if (choice.twist === 0) {
      return refused("gateway", { ...request, name: "nobody at all" }, "NO_SUCH_USER")
    }
    const made = posting("credit", member, amount_fen, "payments")
    return { by: "gateway", request, code: 0, posting: made, isKept: true }
  },

  setPrice: (model, choice) => {
    const film = filmOf(model, choice)
    const price = choice.twist === 0 ? undefined : choice.amount
    const vipPrice = choice.twist === 1 ? undefined : choice.amount >> 1
    const request = {
      type: "set_price",
      movie_id: film.id,
      price_fen: price ?? null,
      price_vip_fen: vipPrice ?? null,
    }
    const after = (): void => void Object.assign(film, { price, vipPrice })
    return { by: "admin", request, code: 0, after }
  },

  setOffer: (model, choice) => {
    const film = filmOf(model, choice)
    const [hourAgo, inAnHour] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString())
    const request = {
      type: "set_offer",
      movie_id: film.id,
      offer_fen: choice.twist === 0 ? null : choice.amount >> 2,
    }
    const times = [{}, { until: inAnHour }, { from: hourAgo }, { from: inAnHour }]
    const isOn = choice.who % 4 !== 3
    const offer = choice.twist === 0 ? undefined : { price: choice.amount >> 2, isOn }
    const after = (): void => void Object.assign(film, { offer })
    return { by: "admin", request: { ...request, ...(offer && times[choice.who % 4]) }, code: 0, after }
  },

  trash: (model, choice) => {
    const film = filmOf(model, choice)
    const { id, isInTrash } = film
    const request = isInTrash
      ? { type: "restore_movie", movie_id: id }
      : { type: "delete_movie", delete_movie_id: id }
    const after = (): void => void Object.assign(film, { isInTrash: !isInTrash })
    return { by: "admin", request, code: 0, after }
  },

  giveVip: (model, choice) => {
    const member = memberOf(model, choice)
    const days = 1 + (choice.amount % 40)
    const request = { type: "give_vip", name: member.name, days }
    return { by: "admin", request, code: 0, vip: { member, untilMs: extended(member, days) } }
  },

  takeVip: (model, choice) => {
    const member = memberOf(model, choice)
    const untilMs = isVip(member) ? Date.now() : member.vipUntilMs
    return {
      by: "admin",
      request: { type: "take_vip", name: member.name },
      code: 0,
      vip: { member, untilMs },
    }
  },

  lock: (model, choice) => {
    const member = memberOf(model, choice)
    // Of who is out there is less to try.
    if (!member.isLocked && choice.twist > 1) return undefined
    const request = { type: member.isLocked ? "unlock_user" : "lock_user", name: member.name }
    const after = (): void => void Object.assign(member, { isLocked: !member.isLocked })
    return { by: "admin", request, code: 0, after }
  },

  repeat: (model, choice) => {
    const done = at(model.done, choice.what)
    if (done === undefined) return undefined
    const { by, request, reply } = done
    if (isLockedOut(by)) return refused(by, request, "NOT_LOGGED_IN")
    return { by, request, code: 0, keys: { ...reply } }
  },

  reuse: (model, choice) => {
    const done = at(model.done, choice.what)
    if (done === undefined) return undefined
    const request = otherContents(done, model, choice)
    return refused(done.by, request, isLockedOut(done.by) ? "NOT_LOGGED_IN" : "KEY_REUSED")
  },
}

/** The same key, or reference, for something else. */
function otherContents({ request }: Done, model: Model, choice: Choice): object {
  const fields = new Map<string, unknown>(Object.entries(request))
  const { request_key } = Object.fromEntries(fields)
  switch (fields.get("type")) {
    case "credit_payment":
    case "adjust_balance":
      return { ...request, amount_fen: Number(fields.get("amount_fen")) + 100_000 }
    case "refund":
      return { ...request, reason: "another" }
    case "redeem_voucher":
      return { type: "buy_vip", price_fen: terms[0].price, request_key }
    default: {
      const { code } = at(model.vouchers, choice.what)
      if (choice.twist % 2 === 0) return { type: "redeem_voucher", code, request_key }
      return { ...request, price_fen: Number(fields.get("price_fen")) + 1 }
    }
  }
}

function isLockedOut(by: Asker): boolean {
  return typeof by === "object" && by.isLocked
}

function short(member: Member, request: object, price_fen: number, by: Asker = member): Outcome {
  return refused(by, request, "INSUFFICIENT_BALANCE", { balance_fen: member.balance, price_fen })
}

function memberOf({ members }: Model, { who }: Choice): Member {
  return at(members, who)
}

function filmOf({ films }: Model, { what }: Choice): Film {
  return at(films, what)
}

function at<T>(from: readonly T[], number: number): T
function at<T>(from: readonly T[], number: number): T | undefined {
  return from[number % from.length]
}
