import type { ReplyOf } from "../../../../interface/protocol.ts"

/** An account as the staff sees it. */
export type ShownUser = ReplyOf<"show_user">
