import assert from "node:assert/strict"
import type { Reply } from "./peer.ts"
import type { TestServer } from "./server.ts"

/** An answer over HTTP with its text, and the reply that this is where it is JSON. */
export type Heard = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly reply: Reply
  /** Cookies that it sets, by name: their values, and all that is said of them. */
  readonly cookies: ReadonlyMap<string, { readonly value: string; readonly line: string }>
}

/** Asks a server by HTTP; an object as the body is sent as JSON. */
export async function ask(
  { url }: Pick<TestServer, "url">,
  path: string,
  { json, ...init }: RequestInit & { readonly json?: object } = {},
): Promise<Heard> {
  const headers = new Headers(init.headers)
  if (json !== undefined) headers.set("content-type", "application/json")
  const body = json === undefined ? init.body : JSON.stringify(json)
  const method = init.method ?? (body === undefined || body === null ? "GET" : "POST")
  const response = await fetch(`${url}${path}`, {
    redirect: "manual",
    ...init,
    method,
    headers,
    body: body ?? null,
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    cookies: cookiesOf(response),
    reply: replyOf(text),
  }
}

/** Asks for something that has to be answered with an HTTP status and a code. */
export async function expect(
  server: Pick<TestServer, "url">,
  [status, code]: readonly [number, string | 0],
  path: string,
  init: RequestInit & { readonly json?: object } = {},
): Promise<Heard> {
  const heard = await ask(server, path, init)
  assert.deepEqual([heard.status, heard.reply.code], [status, code], `${path}: ${heard.text.slice(0, 300)}`)
  return heard
}

/** The cookies that a browser would send back after an answer, in place of those that it had. */
export function kept(
  { cookies }: Heard,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const all = { ...before, ...Object.fromEntries([...cookies].map(([name, { value }]) => [name, value])) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""))
}

/** Cookies as a header. */
export function cookieHeader(cookies: Readonly<Record<string, string>>): { cookie: string } {
  const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
  return { cookie: pairs.join("; ") }
}

function cookiesOf({ headers }: Response): Heard["cookies"] {
  return new Map(
    headers.getSetCookie().map((line) => {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      return [name, { value, line }]
    }),
  )
}

function replyOf(text: string): Reply {
  try {
    return JSON.parse(text)
  } catch {
    return { flag: false, msg: text, code: "NO_JSON" }
  }
}
