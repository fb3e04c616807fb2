import type { Readable } from "node:stream"
import { Failure } from "../../interface/failure.ts"
import { PeerGone } from "../../interface/film.ts"
import { Deadline } from "../deadline.ts"
import { brokenBody } from "./broken-body.ts"

/** How many bytes a body may have, and how many seconds for all of them. */
type Bounds = { readonly limit: number; readonly seconds: number }

/** All bytes of a request's body, or of a part of it; throws Failure FRAME_TOO_LARGE, TIMED_OUT or BAD_REQUEST, or PeerGone. */
export function readBody(body: Readable, { limit, seconds }: Bounds): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const settle = (error?: Error): void => {
      deadline.clear()
      body.off("data", take).off("end", ended).off("close", closed).off("error", broken)
      if (error === undefined) resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
      else reject(error)
    }
    const take = (chunk: Buffer): void => {
      length += chunk.length
      chunks.push(chunk)
      if (length > limit) {
        body.pause()
        settle(new Failure("FRAME_TOO_LARGE", { limit }))
      }
    }
    const ended = (): void => settle()
    const closed = (): void => settle(new PeerGone(`gone after ${length} bytes of a request`))
    const broken = (error: Error): void => settle(brokenBody(error))
    const deadline = new Deadline(seconds, () => {
      body.pause()
      settle(new Failure("TIMED_OUT"))
    })
    deadline.start()
    body.on("data", take).on("end", ended).on("close", closed).on("error", broken)
  })
}
