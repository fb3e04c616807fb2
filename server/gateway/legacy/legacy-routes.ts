import { Readable } from "node:stream"
import formbody from "@fastify/formbody"
import type { FastifyInstance } from "fastify"
import type { App } from "../../app.ts"
import { readBody } from "../read-body.ts"
import { legacyAccountRoutes } from "./account-routes.ts"
import { legacyUploadRoute } from "./upload-route.ts"
import { legacyUsersRoutes } from "./users-routes.ts"

/** The addresses that clients of earlier services of this kind know: here alone a plain HTML form is taken as well as JSON. */
export async function legacyRoutes(gateway: FastifyInstance, app: App): Promise<void> {
  const { maxFrameBytesBeforeLogin: limit, frameS: seconds } = app.settings
  await gateway.register((legacy, _, done) => {
    void legacy.register(formbody, { bodyLimit: limit })
    // Its parser waits for the last byte as long as that takes.
    legacy.addHook("preParsing", async ({ headers }, _, body) => {
      const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "")
      return isForm ? Readable.from([await readBody(body, { limit, seconds })]) : body
    })
    legacyAccountRoutes(legacy, app)
    legacyUsersRoutes(legacy, app)
    legacyUploadRoute(legacy, app)
    done()
  })
}
