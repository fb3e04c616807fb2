import { randomBytes } from "node:crypto"

/** As after the machine was started anew: a simulated power cut leaves the system's own number as it was. */
export const bootId: Buffer = randomBytes(16)
