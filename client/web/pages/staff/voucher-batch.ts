import type { ReplyOf } from "../../../../interface/protocol.ts"
import { staffVoucherTexts } from "../../../../interface/text/web/staff-vouchers.ts"
import { yuan } from "../../../../interface/text/yuan.ts"
import { t } from "../../state/locale.ts"

/** A batch of vouchers. */
export type VoucherBatch = ReplyOf<"list_voucher_batches">["batches"][number]

/** What one voucher is worth, for people. */
export function worthOf({
  value_fen,
  vip_days,
}: {
  value_fen: number | null
  vip_days: number | null
}): string {
  return value_fen === null ? t(staffVoucherTexts.daysWorth, { days: vip_days ?? 0 }) : yuan(value_fen)
}

/** The colour of a batch's state. */
export const stateKinds = { open: "good", used_up: "plain", expired: "plain", revoked: "danger" } as const
