import type { Notice } from "../../db/notice.ts"

/** Whether a notice is there for its audience at a moment: its time has come and isn't over, and nobody withdrew it. */
export function isOut({ from_time, until_time, withdraw_time }: Notice, atMs: number): boolean {
  const hasBegun = from_time === null || from_time.getTime() <= atMs
  const isOver = until_time !== null && until_time.getTime() <= atMs
  return withdraw_time === null && hasBegun && !isOver
}
