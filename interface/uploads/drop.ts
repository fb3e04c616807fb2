import { Upload } from "../../db/upload.ts"
import { lt } from "../../orm/operator.ts"
import { Failure } from "../failure.ts"
import type { FilmStore } from "../film.ts"

/**
 * Throws an unfinished upload away; throws Failure NO_SUCH_UPLOAD where it isn't there (any more), or where a piece came no
 * earlier than `touchedBefore`.
 */
export function drop(
  store: FilmStore,
  { id, stored_name }: { readonly id: number; readonly stored_name: string },
  touchedBefore?: Date,
): Promise<void> {
  const age = touchedBefore === undefined ? {} : { touch_time: lt(touchedBefore) }
  return store.inTurn(stored_name, () =>
    store.remove(stored_name, async () => {
      if ((await Upload.delete({ id, ...age })) === 0) throw new Failure("NO_SUCH_UPLOAD")
    }),
  )
}
