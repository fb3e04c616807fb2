/** Vouchers that were just made, with their codes. */
export type MadeVouchers = {
  readonly batchId: number
  readonly codes: readonly string[]
  readonly value_fen: number | null
  readonly vip_days: number | null
  /** Empty where they don't expire. */
  readonly expires: string
}
