// A server as bare as Node's net allows: it cuts frames, parses each request, and answers a reply that it has ready, as
// text made anew with the request's id. No checks, no log-in, no deadlines, no back-pressure. With BENCH_SQLITE it asks
// that database for the same rows each time.
import { createServer } from "node:net"
import { liveReplies } from "./live-replies.ts"
import { givenReplies } from "./messages.ts"

const replies = givenReplies()
const { BENCH_SQLITE: sqlitePath } = process.env
const live = sqlitePath === undefined ? {} : liveReplies(sqlitePath, replies)

function answer(json: Buffer): string {
  const request: { type: string; id?: unknown } = JSON.parse(json.toString("utf8"))
  return JSON.stringify({ ...(live[request.type]?.() ?? replies[request.type]), id: request.id })
}

function join(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text))
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0))
  let at = 0
  for (const [index, text] of texts.entries()) {
    const length = lengths[index] ?? 0
    at = frames.writeUInt32LE(length, at)
    at += frames.write(text, at, length, "utf8")
  }
  return frames
}

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer | undefined
  socket.on("error", () => socket.destroy())
  socket.on("data", (chunk: Buffer) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk])
    const texts: string[] = []
    let at = 0
    while (bytes.length - at >= 4) {
      const end = at + 4 + bytes.readUInt32LE(at)
      if (bytes.length < end) break
      texts.push(answer(bytes.subarray(at + 4, end)))
      at = end
    }
    rest = at === bytes.length ? undefined : bytes.subarray(at)
    if (texts.length > 0) socket.write(join(texts))
  })
})
server.listen(Number(process.env.BENCH_PORT), "127.0.0.1", 1024)
process.on("disconnect", () => process.exit(0))
