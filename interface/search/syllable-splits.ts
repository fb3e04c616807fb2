/** Ways to read one word that are looked for. */
const mostSplits = 4

const initials = "b p m f d t n l g k h j q x zh ch sh r z c s y w".split(" ")
const alone = "a o e ai ei ao ou an en ang eng er".split(" ")
const behindInitials =
  "a o e i u v ai ei ao ou an en ang eng ong ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang ue ve".split(
    " ",
  )

/** More than there are, which does no harm: no name has the others. */
const syllables = new Set([
  ...alone,
  ...initials.flatMap((initial) => behindInitials.map((rest) => initial + rest)),
])
const beginnings = new Set([...syllables].flatMap((syllable) => prefixesOf(syllable)))
const longest = 6

/**
 * The ways in which a word is a row of Pinyin syllables, of which the last may be unfinished, the ones with long syllables first:
 * xian is xian, xia and n, xi and an. A digit is a syllable of its own, and an apostrophe stands between two.
 */
export function syllableSplits(word: string): string[][] {
  // From the end: what can be read of the word from each place on.
  const splits: string[][][] = Array.from({ length: word.length + 1 }, () => [])
  splits[word.length] = [[]]
  for (let from = word.length - 1; from >= 0; from--) splits[from] = splitsFrom(word, from, splits)
  return splits[0] ?? []
}

function splitsFrom(word: string, from: number, behind: readonly string[][][]): string[][] {
  if (/['’]/.test(word.charAt(from))) return behind[from + 1] ?? []
  const found: string[][] = []
  for (let to = Math.min(word.length, from + longest); to > from; to--) {
    const part = word.slice(from, to)
    const isSyllable = syllables.has(part) || /^[0-9]$/.test(part)
    if (!isSyllable && !(to === word.length && beginnings.has(part))) continue
    found.push(...(behind[to] ?? []).map((rest) => [part.replace(/^([nl])ue$/, "$1ve"), ...rest]))
  }
  return found.slice(0, mostSplits)
}

function prefixesOf(syllable: string): string[] {
  return Array.from(syllable, (_, i) => syllable.slice(0, i + 1))
}
