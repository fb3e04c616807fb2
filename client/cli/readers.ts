import { clientTexts } from "../../interface/text/client.ts"

/** Reads any text but the empty one. */
export const anyText = { parse: (text: string) => text || undefined }

/** Reads a row's number. */
export const rowNumber = {
  parse: (text: string) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined),
  takes: clientTexts.takesId,
}

/** A kind of films, as the wire calls it. */
export type MovieType = "all" | "free" | "charge"

const types: Readonly<Record<string, MovieType>> = { all: "all", free: "free", paid: "charge" }

/** Reads a kind of films: all, free, or paid (which the wire calls "charge"). */
export const movieType = {
  parse: (text: string): MovieType | undefined => (Object.hasOwn(types, text) ? types[text] : undefined),
  takes: clientTexts.takesType,
}
