import { createHmac, timingSafeEqual } from "node:crypto"

/** What a payment gateway says: a reference of its own that it uses once, whom it is for, and how much. */
export type SignedCredit = { readonly reference: string; readonly name: string; readonly amount_fen: number }

/**
 * The text that is signed: a line each, and a line feed after each. None of the fields can hold a line feed, so no two credits
 * have the same text.
 */
export function creditText({ reference, name, amount_fen }: SignedCredit): string {
  return `reelwire-credit-1\n${reference}\n${name}\n${amount_fen}\n`
}

/** Whether a signature in hexadecimal is the HMAC-SHA256 of a credit; takes the same time wherever it differs. */
export function isSignedWith(secret: string, credit: SignedCredit, signature: string): boolean {
  const wanted = createHmac("sha256", secret).update(creditText(credit)).digest()
  const given = Buffer.from(signature, "hex")
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
