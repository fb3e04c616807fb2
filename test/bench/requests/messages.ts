/** A frame of one request. */
export function frameOf(message: object): Buffer {
  const json = Buffer.from(JSON.stringify(message))
  const frame = Buffer.alloc(4 + json.length)
  frame.writeUInt32LE(json.length)
  json.copy(frame, 4)
  return frame
}

/** The same request for an HTTP server that has a route for each type. */
export function postOf(message: object & { readonly type: string }): Buffer {
  const json = JSON.stringify(message)
  const head = [
    `POST /${message.type} HTTP/1.1`,
    "host: 127.0.0.1",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(json)}`,
  ]
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${json}`)
}

/** What a peer answers to a request of each type. */
export type Replies = { readonly [type: string]: object }

/** The replies that the process which started this one handed down. */
export function givenReplies(): Replies {
  const replies: Replies = JSON.parse(process.env.BENCH_REPLIES ?? "{}")
  return replies
}
