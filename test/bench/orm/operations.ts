import { setImmediate as nextTurn } from "node:timers/promises"
import { type Films, filmCount, type NewFilm, type Soon } from "./films.ts"

/** Something that is done over and over; `each` does it once more, for one of several who do it at the same time. */
type Operation = (films: Films) => Promise<() => Soon<unknown>>

let lastNumber = 0

function newFilm(): NewFilm {
  const number = ++lastNumber
  return {
    name: `A new film of some title, part ${number}.mp4`,
    stored_name: `new-${process.pid}-${number}`,
    size: 700_000_000 + number,
    sampled_md5: number.toString(16).padStart(32, "0"),
    is_free: number % 2 === 0,
    uploader_id: 1,
  }
}

/** Ids in an order that no cache of a few rows serves: a step that shares no factor with the number of films. */
function nextId(): number {
  lastNumber++
  return 1 + ((lastNumber * 7919) % filmCount)
}

/** Everything that is measured, by name. */
export const operations = {
  "by key": async (films) => () => films.byKey(nextId()),
  "by key, one a turn": async (films) => async () => {
    await films.byKey(nextId())
    await nextTurn()
  },
  "100 rows": async (films) => () => films.list(100),
  "10,000 rows": async (films) => () => films.list(filmCount),
  "100 rows with a relation": async (films) => () => films.withUploaders(100),
  insert: async (films) => () => films.insert(newFilm()),
  update: async (films) => {
    const set = await films.updater(nextId())
    let is_free = false
    return () => {
      is_free = !is_free
      return set(is_free)
    }
  },
} satisfies Record<string, Operation>

/** The name of an operation. */
export type OperationName = keyof typeof operations

/** Throws unless a contender answers what is stored: a fast wrong answer is none. */
export async function checkFilms(films: Films): Promise<void> {
  const film = await films.byKey(7)
  const list = await films.list(100)
  const withUploaders = await films.withUploaders(100)
  const id = await films.insert(newFilm())
  const isRight =
    film?.name === "A film of some title, part 7.mp4" &&
    list.length === 100 &&
    list[99]?.id === 100 &&
    (await films.list(filmCount)).length === filmCount &&
    withUploaders.length === 100 &&
    withUploaders[41]?.uploader?.name === "member 43" &&
    (await films.byKey(id))?.name.startsWith("A new film")
  if (!isRight) throw new Error("a contender does not answer what is stored")
}
