import assert from "node:assert/strict"
import { describeFailure, failureCodes } from "../../interface/failure.ts"
import type { Message } from "../../interface/message.ts"
import { type MessageType, protocol } from "../../interface/protocol.ts"
import type { Reply } from "../kit/peer.ts"
import type { TestServer } from "../kit/server.ts"
import { WebSocketPeer } from "../kit/web-socket-peer.ts"
import type { Prepared } from "./case.ts"
import { sameButForChance } from "./same-but-for-chance.ts"

/** A way in which requests reach a server. */
export type Transport = {
  readonly name: string
  /** Whether a message can be sent in this way. */
  readonly takes: (message: Message) => boolean
  readonly send: (server: TestServer, type: MessageType, request: Prepared) => Promise<Reply>
}

const messages: ReadonlyMap<string, Message> = new Map(protocol.map((message) => [message.type, message]))

/** The message of a type. */
export function messageOf(type: MessageType): Message {
  return messages.get(type) ?? assert.fail(`there is a message ${type}`)
}

/** Frames over TCP, a connection each. */
export const tcp: Transport = {
  name: "TCP",
  takes: () => true,
  send: async (server, type, { fields, session, bytes }) => {
    await using peer = await server.connect()
    return await peer.ask({ ...fields, type, session }, bytes)
  },
}

/** POST with the session as a bearer token; what changes nothing has to be answered the same to GET. */
export const httpBearer: Transport = {
  name: "HTTP with a bearer token",
  takes: () => true,
  send: (server, type, request) => {
    const { session } = request
    return post(server, type, request, session === undefined ? {} : { authorization: `Bearer ${session}` })
  },
}

/** POST as a page of the server's own sends it. */
export const httpCookie: Transport = {
  name: "HTTP with a cookie",
  takes: () => true,
  send: (server, type, request) => {
    const { session } = request
    const browser = { origin: server.url, "sec-fetch-site": "same-origin" }
    return post(server, type, request, { ...browser, ...cookie(session) })
  },
}

/** Text frames over a WebSocket, a connection each. */
export const webSocket: Transport = {
  name: "WebSocket",
  takes: ({ film }) => film !== "request",
  send: async (server, type, { fields, session }) => {
    await using peer = await WebSocketPeer.connect(server, { origin: server.url, ...cookie(session) })
    return await peer.ask({ ...fields, type })
  },
}

function cookie(session: string | undefined): Record<string, string> {
  return session === undefined ? {} : { cookie: `reelwire-session=${session}` }
}

type Headers = Readonly<Record<string, string>>

async function post(
  server: TestServer,
  type: MessageType,
  request: Prepared,
  headers: Headers,
): Promise<Reply> {
  const url = `${server.url}/api/v1/${type}`
  const reply = await answerTo(await fetch(url, { method: "POST", ...bodyOf(request, headers) }))
  if (messageOf(type).reads) {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(request.fields)) query.set(name, String(value))
    sameButForChance(await answerTo(await fetch(`${url}?${query}`, { headers })), reply, `GET ${type}`)
  }
  return reply
}

function bodyOf({ fields, bytes }: Prepared, headers: Headers): RequestInit {
  const json = JSON.stringify(fields)
  if (bytes === undefined) return { headers: { ...headers, "content-type": "application/json" }, body: json }
  const body = new FormData()
  body.append("request", json)
  body.append("file", new Blob([new Uint8Array(bytes)]))
  return { headers, body }
}

/** A reply whose HTTP status is that of its code. */
async function answerTo(response: Response): Promise<Reply> {
  const reply: Reply = JSON.parse(await response.text())
  const code = failureCodes.find((each) => each === reply.code)
  const status = code === undefined ? 200 : describeFailure(code).httpStatus
  assert.equal(response.status, status, JSON.stringify(reply))
  return reply
}
