import * as real from "../../../db/voucher.ts"
import { Combined } from "../../../orm/operator.ts"

export const { Voucher } = real

const update = Voucher.update.bind(Voucher)

type Where = Parameters<typeof update>[0]

/** Redeems a voucher whether it was used or not: UPDATE … without its WHERE use_time IS NULL. */
Object.defineProperty(Voucher, "update", {
  value: (where: Where, changes: Parameters<typeof update>[1]) => {
    return update(where instanceof Combined ? withoutUse(where) : where, changes)
  },
})

function withoutUse(where: Combined<Where>): Where {
  const [first = {}] = where.wheres
  return "code_hash" in first && first.code_hash !== undefined ? { code_hash: first.code_hash } : where
}
