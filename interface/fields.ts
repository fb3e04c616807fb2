import { z } from "zod"
import { foldName } from "../db/fold-name.ts"

// No control character, U+009B among them, which terminals take for an escape sequence's start: a name with a line break
// or an escape sequence in it could forge what a terminal shows.
const printable = /^\P{Cc}*$/u

/** One line of text of 1 to `most` characters without control characters. */
export function line(most: number): z.ZodType<string, string> {
  return z.string().min(1).max(most).regex(printable)
}

// Folding can make one character eighteen: a short name may have a folded form too long for its column.
const mostFoldedCharacters = 255

/** The name of an account. */
export function accountName(): z.ZodType<string, string> {
  return line(64).refine((name) => foldName(name).length <= mostFoldedCharacters)
}

/** Text of 1 to `most` characters, line breaks allowed. */
export function paragraph(most: number): z.ZodType<string, string> {
  return z.string().min(1).max(most)
}

/** The id of a row: a whole number from 1. */
export function rowId(): z.ZodType<number, number> {
  return z.int().min(1)
}

/** 1 or 0 on the wire, true and false here; true and false are taken too. */
export function oneOrZero(): z.ZodType<boolean, boolean | 0 | 1> {
  return z
    .union([z.literal(1), z.literal(0), z.boolean()])
    .transform((value) => value === true || value === 1)
}

/** How many there are of something, in a reply: a whole number from 0. */
export const count = z.int().min(0)

/** 1 or 0 in a reply. */
export const bit = z.union([z.literal(1), z.literal(0)])

/** 1 for true and 0 for false. */
export function toBit(value: boolean): 1 | 0 {
  return value ? 1 : 0
}

/** A sampled md5: 32 hex digits, in lower case here. */
export function md5(): z.ZodType<string, string> {
  return z
    .string()
    .regex(/^[0-9a-fA-F]{32}$/)
    .transform((value) => value.toLowerCase())
    .describe(
      "the sampled md5: over 10 bytes at each of 0, size//3, (size//3)*2 and size-10; over all of a film shorter than 10",
    )
}

/** The kind of an account. */
export const userType = z.enum(["admin", "user"])

/** A moment, as an ISO 8601 text in UTC with milliseconds. */
export const moment = z.iso.datetime()

/** How many entries a page may have; 100 where the request says nothing. */
export const pageLimit = z.int().min(1).max(200).default(100)

/** A BLAKE3 hash: 64 hex digits, in lower case here. */
export function blake3Hex(): z.ZodType<string, string> {
  return z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .transform((value) => value.toLowerCase())
}

/** The number of a piece, counted from 0. */
export const pieceNumber = z.int().min(0).max(8191)

/** How many pieces a page may tell of; 500 where the request says nothing. */
export const piecePageLimit = z.int().min(1).max(1000).default(500)

/** What a client makes once for a request that must not be done twice, and sends again with each repeat of it. */
export function requestKey(): z.ZodType<string, string> {
  return z.string().regex(/^[A-Za-z0-9_-]{16,64}$/)
}

/** An amount of money in fen that is not below zero and that a price can be. */
export const price = z.int().min(0).max(10_000_000)

/** A moment of the years 1000 to 9999 in a request: ISO 8601 in UTC or with an offset. */
export function pointInTime(): z.ZodType<Date, string> {
  return z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .refine((time) => time.getUTCFullYear() >= 1000 && time.getUTCFullYear() <= 9999)
}

/** A password as a client sends it. */
export function password(): z.ZodType<string, string> {
  return z.string().min(1).max(1024)
}
