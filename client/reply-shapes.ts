import { readFileSync } from "node:fs"
import { z } from "zod"
import type { MessageType, ReplyOf } from "../interface/protocol.ts"

const schemas: Readonly<Record<MessageType, Parameters<typeof z.fromJSONSchema>[0]>> = JSON.parse(
  readFileSync(new URL("./reply-shapes.json", import.meta.url), "utf8"),
)

const checkers = new Map<MessageType, z.ZodType>()

function checkerOf(type: MessageType): z.ZodType {
  const known = checkers.get(type)
  if (known !== undefined) return known
  const shape = z.fromJSONSchema(schemas[type])
  // A JSON Schema lets other keys through: without `strip` the code and the id of the reply would be among its own keys.
  const checker = shape instanceof z.ZodObject ? shape.strip() : shape
  checkers.set(type, checker)
  return checker
}

/** What a reply to a message has to look like: a server is believed only as far as that. */
export function replyShape<Type extends MessageType>(type: Type): z.ZodType<ReplyOf<Type>> {
  // A checker that was made of a file has no type of its own; `custom` gives it one and checks nothing. That it is the right
  // one follows from where the file comes from: `npm run protocol` makes it of the very table that ReplyOf is taken from,
  // and a test compares the two.
  return checkerOf(type).pipe(z.custom<ReplyOf<Type>>())
}
