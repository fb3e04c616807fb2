import type * as real from "../../../interface/money/once.ts"
import { transaction } from "../../../orm/transaction.ts"

/** Does a request as often as it comes, whatever its key. */
export const once: typeof real.once = async (_, work) => ({ reply: await transaction(work), repeated: false })
