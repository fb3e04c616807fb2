/** Ways to read one word that are looked for, and syllables without an initial inside of it. */
const mostSplits = 6
const mostInner = 2

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

/** A way to read a part of a word; `inner` of its syllables have no initial and no apostrophe before them. */
type Split = { readonly syllables: readonly string[]; readonly inner: number }

/**
 * The likeliest ways in which a word is a row of Pinyin syllables, of which the last may be unfinished: xian is xian, xia and n, xi and
 * an. A digit is a syllable of its own, and an apostrophe stands between two.
 */
export function syllableSplits(word: string): (readonly string[])[] {
  // From the end: what can be read of the word from each place on.
  const splits: Split[][] = Array.from({ length: word.length + 1 }, () => [])
  splits[word.length] = [{ syllables: [], inner: 0 }]
  for (let from = word.length - 1; from >= 0; from--) splits[from] = splitsFrom(word, from, splits)
  return (splits[0] ?? []).map(({ syllables }) => syllables)
}

function splitsFrom(word: string, from: number, behind: readonly Split[][]): Split[] {
  if (isApostrophe(word.charAt(from))) return behind[from + 1] ?? []
  const isInner = /[aoe]/.test(word.charAt(from)) && from > 0 && !isApostrophe(word.charAt(from - 1))
  const found: Split[] = []
  for (let to = Math.min(word.length, from + longest); to > from; to--) {
    const part = word.slice(from, to)
    const isSyllable = syllables.has(part) || /^[0-9]$/.test(part)
    if (!isSyllable && !(to === word.length && beginnings.has(part))) continue
    const syllable = part.replace(/^([nl])ue$/, "$1ve")
    for (const rest of behind[to] ?? []) {
      found.push({ syllables: [syllable, ...rest.syllables], inner: rest.inner + (isInner ? 1 : 0) })
    }
  }
  // Few syllables have no initial, and before those an apostrophe should have been typed.
  return found
    .filter(({ inner }) => inner <= mostInner)
    .sort((a, b) => a.inner - b.inner || a.syllables.length - b.syllables.length)
    .slice(0, mostSplits)
}

function isApostrophe(character: string): boolean {
  return character === "'" || character === "’"
}

function prefixesOf(syllable: string): string[] {
  return Array.from(syllable, (_, i) => syllable.slice(0, i + 1))
}
