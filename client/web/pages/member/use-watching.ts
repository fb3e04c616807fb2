import { type ShallowRef, shallowRef } from "vue"
import { me } from "../../state/me.ts"
import { call } from "../../wire/call.ts"
import type { Film } from "./film.ts"

/** What was there when the wall was last seen: it is there at once when one comes back, so that nothing below it moves. */
let last: { readonly who: number | undefined; readonly films: readonly Film[] } | undefined

/** The films that one has begun to watch; `asked` settles once it is known which these are. For use in a component's setup. */
export function useWatching(): {
  readonly films: Readonly<ShallowRef<readonly Film[]>>
  readonly asked: Promise<void>
} {
  const who = me.value?.user_id
  const films = shallowRef(last?.who === who ? (last?.films ?? []) : [])
  const asked = call("list_watching", { limit: 12 }).then(
    ({ movies }) => {
      films.value = movies
      last = { who, films: movies }
    },
    // Where it doesn't come, the wall says what is wrong.
    () => undefined,
  )
  return { films, asked }
}
