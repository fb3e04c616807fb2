import { filmTexts } from "../../interface/text/client/films.ts"
import { ledgerTexts } from "../../interface/text/client/ledger.ts"
import { priceTexts } from "../../interface/text/client/prices.ts"
import { ownProfileTexts } from "../../interface/text/client/profile.ts"
import { programTexts } from "../../interface/text/client/program.ts"
import { transferTexts } from "../../interface/text/client/transfers.ts"
import { voucherTexts } from "../../interface/text/client/vouchers.ts"
import type { Text } from "../../interface/text/locale.ts"

/** Reads any text but the empty one. */
export const anyText = { parse: (text: string) => text || undefined }

/** Reads a row's number. */
export const rowNumber = {
  parse: (text: string) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined),
  takes: programTexts.takesId,
}

/** Reads a whole number of a range; `takes` says which. */
export function wholeNumber(
  least: number,
  most: number,
  takes: Text,
): { parse: (text: string) => number | undefined; takes: Text } {
  const parse = (text: string): number | undefined => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : undefined
    return value !== undefined && value >= least && value <= most ? value : undefined
  }
  return { parse, takes }
}

const unitBytes: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, G: 1e9 }

/** Reads bytes a second, a thousand at the least: 5M, 750k, 2000000. */
export const byteRate = {
  parse: (text: string): number | undefined => {
    const match = /^(\d{1,12}(?:\.\d{1,3})?)([KMG]?)B?$/i.exec(text)
    const bytes = Number(match?.[1]) * (unitBytes[match?.[2]?.toUpperCase() ?? ""] ?? Number.NaN)
    return bytes >= 1000 ? Math.floor(bytes) : undefined
  },
  takes: transferTexts.takesRate,
}

/** A kind of films, as the wire calls it. */
export type MovieType = "all" | "free" | "charge"

const types: Readonly<Record<string, MovieType>> = { all: "all", free: "free", paid: "charge" }

/** Reads a kind of films: all, free, or paid (which the wire calls "charge"). */
export const movieType = {
  parse: (text: string): MovieType | undefined => (Object.hasOwn(types, text) ? types[text] : undefined),
  takes: filmTexts.takesType,
}

const mostFen = 10_000_000

/** Yuan of up to two decimals as fen; undefined for what is none, or dearer than any price. */
function fenOf(text: string): number | undefined {
  const [, yuan, fen = ""] = /^¥?(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (yuan === undefined) return undefined
  const value = Number(yuan) * 100 + Number(fen.padEnd(2, "0"))
  return value <= mostFen ? value : undefined
}

/** A film's own price in fen, or the library's ("default"), or what it was ("unchanged"). */
export type OwnPrice = number | "default" | "unchanged"

/** Reads a price in yuan, or "default". */
export const ownPrice = {
  parse: (text: string): OwnPrice | undefined => (text === "default" ? text : fenOf(text)),
  takes: priceTexts.takesPrice,
}

/** The price of an offer in fen, or no offer. */
export type OfferPrice = number | "none"

/** Reads a price in yuan, or "none". */
export const offerPrice = {
  parse: (text: string): OfferPrice | undefined => (text === "none" ? text : fenOf(text)),
  takes: priceTexts.takesOfferPrice,
}

/** Reads a moment, as an ISO moment in UTC: one without a zone is meant in this machine's. */
export const pointInTime = {
  parse: (text: string): string | undefined => {
    if (!/^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text))
      return undefined
    // A mere day would be taken as one of UTC.
    const time = new Date(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"))
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
  },
  takes: programTexts.takesTime,
}

/** What a voucher is worth. */
export type Worth = { readonly value_fen: number } | { readonly vip_days: number }

/** Reads what a voucher is worth: yuan, or days as "30d". */
export const voucherWorth = {
  parse: (text: string): Worth | undefined => {
    const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1]
    if (days !== undefined) return Number(days) <= 3650 ? { vip_days: Number(days) } : undefined
    const value_fen = fenOf(text)
    return value_fen === undefined || value_fen === 0 ? undefined : { value_fen }
  },
  takes: voucherTexts.takesWorth,
}

/** Reads yuan that come in, or go out where there is a minus; as fen. */
export const signedAmount = {
  parse: (text: string): number | undefined => {
    const fen = fenOf(text.replace(/^[+-]/, ""))
    if (fen === undefined || fen === 0) return undefined
    return text.startsWith("-") ? -fen : fen
  },
  takes: ledgerTexts.takesAmount,
}

/** What a profile may tell of a gender. */
export type Gender = "female" | "male" | "other"

const genders: readonly Gender[] = ["female", "male", "other"]

/** Reads a gender. */
export const genderWord = {
  parse: (text: string): Gender | undefined => genders.find((gender) => gender === text),
  takes: ownProfileTexts.takesGender,
}

/** Reads the six digits of a code. */
export const sixDigits = {
  parse: (text: string): string | undefined => (/^\d{6}$/.test(text.trim()) ? text.trim() : undefined),
  takes: ownProfileTexts.takesCode,
}
