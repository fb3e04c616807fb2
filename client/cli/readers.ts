import { clientTexts } from "../../interface/text/client.ts"
import type { Text } from "../../interface/text/locale.ts"

/** Reads any text but the empty one. */
export const anyText = { parse: (text: string) => text || undefined }

/** Reads a row's number. */
export const rowNumber = {
  parse: (text: string) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined),
  takes: clientTexts.takesId,
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
  takes: clientTexts.takesRate,
}

/** A kind of films, as the wire calls it. */
export type MovieType = "all" | "free" | "charge"

const types: Readonly<Record<string, MovieType>> = { all: "all", free: "free", paid: "charge" }

/** Reads a kind of films: all, free, or paid (which the wire calls "charge"). */
export const movieType = {
  parse: (text: string): MovieType | undefined => (Object.hasOwn(types, text) ? types[text] : undefined),
  takes: clientTexts.takesType,
}
