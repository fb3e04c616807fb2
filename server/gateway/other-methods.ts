import type { FastifyInstance } from "fastify"
import { Failure } from "../../interface/failure.ts"

const all = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const
type Method = (typeof all)[number]

/** Has an address say which methods it takes: to OPTIONS, and with Failure METHOD_NOT_ALLOWED to all that it doesn't take. */
export function otherMethods(gateway: FastifyInstance, url: string, taken: readonly Method[]): void {
  const allow = [...taken, "OPTIONS"].join(", ")
  gateway.options(url, (_, reply) => reply.code(204).header("allow", allow).send())
  const others = all.filter((method) => !taken.includes(method))
  // Nobody reads what they bring.
  gateway.route({
    method: others,
    url,
    onRequest: async (_, reply) => {
      reply.header("allow", allow)
      throw new Failure("METHOD_NOT_ALLOWED", { methods: taken.join(", ") })
    },
    handler: () => undefined,
  })
}
