import { Upload } from "../../db/upload.ts"
import { lt } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import type { FilmStore } from "../film.ts"

type Dropping = {
  /** Only where no piece came since. */
  readonly touchedBefore?: Date
  /** Done in the same transaction. */
  readonly inside?: () => Promise<void>
}

/**
 * Throws an unfinished upload away; throws Failure NO_SUCH_UPLOAD where it isn't there (any more), or where a piece came no
 * earlier than `touchedBefore`.
 */
export function drop(
  store: FilmStore,
  { id, stored_name }: { readonly id: number; readonly stored_name: string },
  { touchedBefore, inside = async () => undefined }: Dropping = {},
): Promise<void> {
  const age = touchedBefore === undefined ? {} : { touch_time: lt(touchedBefore) }
  return store.inTurn(stored_name, () =>
    store.remove(stored_name, () =>
      transaction(async () => {
        if ((await Upload.delete({ id, ...age })) === 0) throw new Failure("NO_SUCH_UPLOAD")
        await inside()
      }),
    ),
  )
}
