import type { MultipartFile } from "@fastify/multipart"
import multipart from "@fastify/multipart"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { Failure } from "../../interface/failure.ts"
import type { App } from "../app.ts"
import { Deadline } from "../deadline.ts"

/** Has forms of several parts read as streams, each part no faster than it is taken. */
export async function formBodies(gateway: FastifyInstance): Promise<void> {
  await gateway.register(multipart, {
    // A part's bytes are never kept in memory for somebody to ask for, whatever it is.
    isPartAFile: () => true,
    throwFileSizeLimit: false,
    limits: { fileSize: Number.POSITIVE_INFINITY, fieldNameSize: 100, headerPairs: 20 },
  })
}

/** The parts of a form, one after the other; each has to begin in time. */
export class FormParts {
  readonly #parts: AsyncIterator<unknown>
  readonly #seconds: number

  /** Throws Failure WRONG_MEDIA_TYPE where the request is no such form. */
  constructor({ settings }: Pick<App, "settings">, request: FastifyRequest, most: number) {
    if (!request.isMultipart()) throw new Failure("WRONG_MEDIA_TYPE", { types: "multipart/form-data" })
    this.#parts = request.parts({ limits: { files: most, parts: most } })
    this.#seconds = settings.frameS
  }

  /** The next part, once the one before was read; undefined after the last. Throws Failure BAD_REQUEST or TIMED_OUT. */
  next(): Promise<MultipartFile | undefined> {
    return new Promise((resolve, reject) => {
      const deadline = new Deadline(this.#seconds, () => reject(new Failure("TIMED_OUT")))
      deadline.start()
      this.#parts
        .next()
        .then(
          ({ value }) => resolve(isFile(value) ? value : undefined),
          (cause: unknown) => reject(new Failure("BAD_REQUEST", {}, { cause })),
        )
        .finally(() => deadline.clear())
    })
  }
}

function isFile(part: unknown): part is MultipartFile {
  return typeof part === "object" && part !== null && "file" in part
}
