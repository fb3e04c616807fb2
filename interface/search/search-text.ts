import { foldName } from "../../db/fold-name.ts"

/** Stands before each syllable, in capitals, of a name said in Pinyin. No name can hold a control character. */
export const syllableMark = "\n"
/** Stands before each initial of them. */
export const initialMark = "\t"
/** Stands before each other way to say a part of the name. */
const variantMark = "\f"

/** How many of a name's syllables stand around one that can be said in another way, when it is written in that way. */
const around = 6
/** Ways to say one character that are written down, and other ways to say a name. */
const mostReadings = 3
const mostVariants = 16

/** A Chinese character in the ways in which it can be said, the likeliest first; or a Latin word, or a digit. */
type Token = readonly [string, ...string[]]

/**
 * What a film of this name is found by: the name folded, and where it has Chinese characters its syllables in Pinyin and their
 * initials. Characters that can be said in several ways are written in the likeliest one, and then each once in every other,
 * among its neighbours. `needlesOf` makes what is looked for in it.
 */
export async function searchText(name: string): Promise<string> {
  const folded = foldName(name)
  if (!/\p{Script=Han}/u.test(folded)) return folded
  const tokens = await tokensOf(folded)
  const likeliest = tokens.map(([first]) => first)
  return [folded + said(likeliest) + initialsOf(likeliest), ...variantsOf(tokens)].join(variantMark)
}

function said(syllables: readonly string[]): string {
  return syllables.map((syllable) => syllableMark + syllable.toUpperCase()).join("")
}

function initialsOf(syllables: readonly string[]): string {
  return syllables.map((syllable) => initialMark + syllable.charAt(0)).join("")
}

/** For each way to say a character that isn't its likeliest: its neighbours with it said so, and their initials where that is another. */
function variantsOf(tokens: readonly Token[]): string[] {
  const variants = tokens.flatMap(([likeliest, ...others], place) => {
    const first = Math.max(0, place - around)
    const near = tokens.slice(first, place + around + 1).map(([syllable]) => syllable)
    return others.map((other) => {
      const syllables = near.with(place - first, other)
      return said(syllables) + (other.charAt(0) === likeliest.charAt(0) ? "" : initialsOf(syllables))
    })
  })
  return variants.slice(0, mostVariants)
}

async function tokensOf(folded: string): Promise<Token[]> {
  // Loaded when the first name needs it: it takes 16 MB and a start would take 30 ms longer.
  const { pinyin, polyphonic } = await import("pinyin-pro")
  const options = { toneType: "none", type: "array", v: true } as const
  return [...folded.matchAll(/\p{Script=Han}+|[a-z]+|[0-9]/gu)].flatMap(([run]): Token[] => {
    if (/^[a-z0-9]/.test(run)) return [[run]]
    const [likeliest, others] = [pinyin(run, options), polyphonic(run, options)]
    return Array.from(run, (_, i) => [likeliest[i] ?? "", ...(others[i] ?? [])]).flatMap(readings)
  })
}

/** The readings of a character as they are typed, each once; nothing for a character that nobody can say. */
function readings(said: readonly string[]): Token[] {
  const typed = said
    .map((reading) => reading.replaceAll("ü", "v"))
    .filter((reading) => /^[a-z]+$/.test(reading))
  const [likeliest, ...others] = new Set(typed)
  return likeliest === undefined ? [] : [[likeliest, ...others.slice(0, mostReadings - 1)]]
}
