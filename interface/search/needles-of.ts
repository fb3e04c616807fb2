import { foldName } from "../../db/fold-name.ts"
import { initialMark, syllableMark } from "./search-text.ts"
import { syllableSplits } from "./syllable-splits.ts"

/**
 * What to look for in films' search texts: for each word of a query some texts, of which a film that it is about has one at
 * least. Chinese characters and what stands beside them are words of their own.
 */
export function needlesOf(query: string): string[][] {
  const words = foldName(query).match(/\p{Script=Han}+|[^\s\p{Script=Han}]+/gu) ?? []
  return [...new Set(words)].map((word) => [word, ...saidAs(word)])
}

/** How a word stands in the text where it is Pinyin, or the initials of such. A single letter stands there as it is. */
function saidAs(word: string): string[] {
  const typed = word.replaceAll("ü", "v")
  if (!/^[a-z0-9'’]{2,}$/.test(typed)) return []
  const said = syllableSplits(typed).map((syllables) =>
    syllables.map((syllable) => syllableMark + syllable.toUpperCase()).join(""),
  )
  // No syllable begins with i, u or v.
  const initials = /^[a-hj-tw-z0-9]+$/.test(typed) ? [typed.replace(/./g, `${initialMark}$&`)] : []
  return [...said, ...initials]
}
