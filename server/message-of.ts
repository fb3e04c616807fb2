import type { Message } from "../interface/message.ts"
import { protocol } from "../interface/protocol.ts"

const messages: ReadonlyMap<unknown, Message> = new Map(protocol.map((message) => [message.type, message]))

/** The message of the table that has this type. */
export function messageOf(type: unknown): Message | undefined {
  return messages.get(type)
}
