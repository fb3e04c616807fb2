/** What the thread is asked for: to bring bytes from a socket into a file. */
export type IntakeWish = {
  readonly id: number
  /** A descriptor of the socket that stays open until the thread says how it ended, or is gone itself. */
  readonly socket: number
  readonly file: number
  /** Where the bytes belong in the file. */
  readonly offset: number
  /** How many they are, `head` included. */
  readonly length: number
  readonly pieceBytes: number
  /** The first of them, which were read from the socket already: so many bytes of shared memory. */
  readonly head: SharedArrayBuffer
  readonly headLength: number
  /** How long the socket may give nothing. */
  readonly idleMs: number
}

/** What the main thread says. */
export type IntakeOrder = { readonly wish: IntakeWish } | { readonly cancel: number }

/** Why bytes did not all come: the peer ended or fell silent, it was cancelled, or a call failed with this code. */
export type IntakeProblem = "ended" | "idle" | "cancelled" | { readonly code: string; readonly call: string }

/** What the thread says: how it goes on, and once how it ended. */
export type IntakeReport =
  | { readonly id: number; readonly written: number }
  | {
      readonly id: number
      /** All that were taken from the socket, the head not counted. */
      readonly taken: number
      /** Of all pieces, one after the other. */
      readonly hashes: Uint8Array
      readonly problem: IntakeProblem | undefined
    }

/** What the thread begins with. */
export type IntakeStart = { /** An eventfd that says that there are orders. */ readonly bell: number }
