import { createHmac } from "node:crypto"
import { voucherCode } from "./voucher-code.ts"

/**
 * The codes of a batch, worked out of a secret that only the client has and a salt that only the server has. So neither keeps
 * the codes, a repeat of the request gets the same ones, and those of a client with poor random numbers can't be guessed either.
 */
export function voucherCodes(seed: string, salt: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const random = createHmac("sha256", Buffer.from(seed, "hex")).update(`${salt} ${at}`).digest()
    return voucherCode(random)
  })
}
