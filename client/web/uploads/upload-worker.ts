import { UploadQueue } from "./upload-queue.ts"
import type { FromWorker, ToWorker } from "./worker-messages.ts"

// Hashing and sending go on here, so that the page answers its user whatever is under way.
const queue = new UploadQueue((message: FromWorker) => postMessage(message))

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => void queue.handle(data))
