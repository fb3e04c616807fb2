/** What was booked, as far as a model knows: amounts in fen by the names of accounts, without those of 0. */
export type Posting = {
  readonly kind: string
  readonly member: Member
  readonly lines: Readonly<Record<string, number>>
  readonly film?: Film | undefined
  readonly days?: number | undefined
  id: number
  isRefunded: boolean
}

/** A member as a model knows them. */
export type Member = {
  readonly name: string
  readonly userId: number
  readonly account: string
  balance: number
  /** The end of the days of VIP that they have or had, as the server told it last. */
  vipUntilMs: number | null
  readonly bought: Map<Film, number>
  plainTerm: Posting | undefined
  isLocked: boolean
}

/** A film as a model knows it; prices of undefined are those of the settings. */
export type Film = {
  readonly id: number
  readonly isFree: boolean
  price: number | undefined
  vipPrice: number | undefined
  offer: { readonly price: number; readonly isOn: boolean } | undefined
  isInTrash: boolean
}

/** A voucher as a model knows it. */
export type Voucher = {
  readonly code: string
  readonly batchId: number
  readonly value: number | undefined
  readonly days: number | undefined
  usedBy: Member | undefined
  isRevoked: boolean
}

/** Who asks: a member, the admin, or a payment gateway, which nobody knows. */
export type Asker = Member | "admin" | "gateway"

/** A request that was done, with its answer. */
export type Done = { readonly by: Asker; readonly request: object; readonly reply: object }

/** All that the money of some members hangs on, in plain numbers. */
export type Model = {
  readonly members: readonly Member[]
  readonly films: readonly Film[]
  readonly vouchers: readonly Voucher[]
  readonly booked: Posting[]
  /** Done requests with a key, or with a payment's reference. */
  readonly done: Done[]
}

/** What things cost where nothing else is said. */
export const prices = { film: 1000, vipFilm: 500 }

/** The terms of VIP that are for sale: days and what they cost; the default one first. */
export const terms = [
  { days: 30, price: 3000 },
  { days: 365, price: 9000 },
] as const

/** Whether somebody is a VIP. */
export function isVip({ vipUntilMs }: Member): boolean {
  return vipUntilMs !== null && vipUntilMs > Date.now()
}

/** What a film costs a member. */
export function priceOf({ isFree, price, vipPrice, offer }: Film, member: Member): number {
  if (isFree) return 0
  const own = isVip(member) ? (vipPrice ?? price ?? prices.vipFilm) : (price ?? prices.film)
  return offer?.isOn ? Math.min(own, offer.price) : own
}

const dayMs = 86_400_000

/** The end of VIP once days were added. */
export function extended({ vipUntilMs }: Member, days: number): number {
  return Math.max(Date.now(), vipUntilMs ?? 0) + days * dayMs
}

/** The end of VIP once days were taken, as far as they are left. */
export function shortened({ vipUntilMs }: Member, days: number): number | null {
  const nowMs = Date.now()
  return vipUntilMs === null || vipUntilMs <= nowMs ? vipUntilMs : Math.max(nowMs, vipUntilMs - days * dayMs)
}
