import { foldName } from "../../db/fold-name.ts"
import { initialMark, syllableMark } from "./search-text.ts"
import { syllableSplits } from "./syllable-splits.ts"

/** What to look for in a film's search text for one word of a query: `typed`, or `initials`, or one of `said`. */
export type Needles = {
  readonly typed: string
  readonly initials: string | undefined
  /** The ways in which the word may be Pinyin. */
  readonly said: readonly string[]
  /** All of those begin with this: most films don't have it, and then the others need not be looked for. */
  readonly saidBegin: string
}

/**
 * What to look for in films' search texts, word by word of a query: a film that it is about has them all. Chinese characters and
 * what stands beside them are words of their own.
 */
export function needlesOf(query: string): Needles[] {
  const words = foldName(query).match(/\p{Script=Han}+|[^\s\p{Script=Han}]+/gu) ?? []
  return Array.from(new Set(words), wordNeedles)
}

/** A single letter stands in the text as it is, where it is an initial. */
function wordNeedles(word: string): Needles {
  const pinyin = word.replaceAll("ü", "v")
  if (!/^[a-z0-9'’]{2,}$/.test(pinyin)) {
    return { typed: word, initials: undefined, said: [], saidBegin: "" }
  }
  // Apostrophes alone are no syllables, and nothing is in every text.
  const splits = syllableSplits(pinyin).filter(({ length }) => length > 0)
  const said = splits.map((syllables) =>
    syllables.map((syllable) => syllableMark + syllable.toUpperCase()).join(""),
  )
  // No syllable begins with i, u or v.
  const isInitials = /^[a-hj-tw-z0-9]+$/.test(pinyin)
  const initials = isInitials ? pinyin.replace(/./g, `${initialMark}$&`) : undefined
  return { typed: word, initials, said, saidBegin: said.reduce(commonBegin, said[0] ?? "") }
}

function commonBegin(one: string, other: string): string {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return one.slice(0, length)
}
