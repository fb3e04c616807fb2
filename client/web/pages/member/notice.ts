import type { ReplyOf } from "../../../../interface/protocol.ts"

/** A notice as a member has it. */
export type Notice = ReplyOf<"list_notices">["notices"][number]
