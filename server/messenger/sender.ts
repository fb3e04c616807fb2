import type { Letter } from "../../interface/context.ts"

/** Hands a message on; rejects where it is not taken, and when `signal` says that it took too long. */
export type Sender = (letter: Letter, signal: AbortSignal) => Promise<void>
