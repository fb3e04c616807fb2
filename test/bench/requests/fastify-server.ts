// Fastify with one POST route a message, the body checked against a schema, and the same reply.
import { fastify } from "fastify"
import { givenReplies } from "./messages.ts"

type Asked = { readonly Body: { readonly type: string; readonly id?: string | number } }

const properties = {
  type: { type: "string" },
  id: { type: "number" },
  session: { type: "string", minLength: 1 },
  movie_type: { enum: ["all", "free", "charge"] },
}
const server = fastify({ logger: false })
for (const [type, reply] of Object.entries(givenReplies())) {
  const body = { type: "object", required: ["type", "session"], properties }
  server.post<Asked>(`/${type}`, { schema: { body } }, async (request) => ({ ...reply, id: request.body.id }))
}
await server.listen({ port: Number(process.env.BENCH_PORT), host: "127.0.0.1", backlog: 1024 })
process.on("disconnect", () => process.exit(0))
