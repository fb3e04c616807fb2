import { z } from "zod"
import { protocol } from "./protocol.ts"

/** client/reply-shapes.json, made from the table of messages: what a reply to each has to look like, as JSON Schemas. */
export function replySchemas(): string {
  const schemas = protocol.map(({ type, reply }) => [
    type,
    z.toJSONSchema(z.object(reply), { io: "input", unrepresentable: "any" }),
  ])
  return `${JSON.stringify(Object.fromEntries(schemas), undefined, 1)}\n`
}
