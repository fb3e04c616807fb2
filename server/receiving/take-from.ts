import type { Inbox } from "../inbox.ts"
import type { Intake } from "./intake.ts"
import type { IntakeProblem, IntakeWish } from "./intake-messages.ts"
import { shareHead } from "./share-head.ts"

/** Which bytes belong where in which file. */
export type TakeWish = Omit<IntakeWish, "id" | "socket" | "head" | "headLength">

/** How many bytes came of those that were wished for, undefined where nobody knows, and the hashes of their pieces. */
export type Took = {
  readonly bytes: number | undefined
  readonly hashes: Buffer
  readonly problem: IntakeProblem | undefined
}

/**
 * Has the thread bring what an inbox has and what its socket still gives into a file; undefined where it can't, or where it
 * isn't worth it since all is here.
 */
export function takeFrom(
  inbox: Inbox,
  intake: Intake,
  wish: TakeWish,
  written: (bytes: number) => void = () => undefined,
): Promise<Took> | undefined {
  let cancel = (): void => undefined
  const lent = inbox.lend(wish.length, intake.duplicate, () => cancel())
  if (lent === undefined) return undefined
  const { descriptor: socket, giveBack } = lent
  const head = shareHead(lent.head)
  const taking = intake.take({ ...wish, socket, head: head.memory, headLength: head.length }, written)
  cancel = taking.cancel
  return taking.ended
    .then(({ taken, hashes, problem }) => {
      return { bytes: taken === undefined ? undefined : head.length + taken, hashes, problem }
    })
    .finally(() => {
      head.giveBack()
      giveBack()
    })
}
