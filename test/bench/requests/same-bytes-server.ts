// Fastify with one GET route that answers the same bytes to whoever asks.
import { fastify } from "fastify"

const body = process.env.BENCH_BODY ?? ""
const server = fastify({ logger: false })
server.get("/*", async (_, reply) =>
  reply.header("content-type", "application/json; charset=utf-8").send(body),
)
await server.listen({ port: Number(process.env.BENCH_PORT), host: "127.0.0.1", backlog: 1024 })
process.on("disconnect", () => process.exit(0))
