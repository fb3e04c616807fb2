import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Peer } from "./peer.ts"
import type { TestServer } from "./server.ts"

const run = promisify(execFile)
const mostBytes = 256 * 1024 * 1024

/** Sends a message over HTTP as whoever is logged in on a connection, and answers the reply. */
export async function askOverHttp(
  { url }: Pick<TestServer, "url">,
  { session }: Pick<Peer, "session">,
  { type, ...fields }: { readonly type: string; readonly [field: string]: unknown },
): Promise<Readonly<Record<string, unknown>>> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${session}` }
  const answer = await fetch(`${url}/api/v1/${type}`, {
    method: "POST",
    headers,
    body: JSON.stringify(fields),
  })
  return JSON.parse(await answer.text())
}

/** A link to a film, of a download that begins with it. */
export async function linkTo(
  server: Pick<TestServer, "url">,
  peer: Pick<Peer, "session">,
  movie_id: number,
): Promise<{ readonly link: string; readonly downloadId: number }> {
  const reply = await askOverHttp(server, peer, { type: "download_movie", movie_id, payment: "separate" })
  assert.equal(reply.code, 0, JSON.stringify(reply))
  assert.ok(typeof reply.download_id === "number" && typeof reply.url === "string")
  return { link: server.url + reply.url, downloadId: reply.download_id }
}

/** What curl got: its exit code, and what it wrote. */
export type Curled = { readonly exitCode: number; readonly stdout: Buffer }

/** Runs curl with a time limit. */
export async function curl(...args: readonly string[]): Promise<Curled> {
  try {
    const { stdout } = await run("curl", ["-sS", "--max-time", "30", ...args], {
      encoding: "buffer",
      maxBuffer: mostBytes,
    })
    return { exitCode: 0, stdout }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && typeof error.code === "number")) throw error
    return { exitCode: error.code, stdout: Buffer.alloc(0) }
  }
}

/** The parts of a multipart/byteranges: where each begins, and its bytes. */
export function byterangesIn(answer: {
  readonly type: string
  readonly body: Buffer
}): { at: number; bytes: Buffer }[] {
  const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(answer.type)?.[1]
  assert.ok(boundary !== undefined, answer.type)
  const text = `\r\n${answer.body.toString("latin1")}`
  const parts = text.split(`\r\n--${boundary}`)
  assert.equal(parts.at(-1), "--\r\n")
  return parts.slice(1, -1).map((part) => {
    const end = part.indexOf("\r\n\r\n")
    const range = /content-range: bytes (\d+)-(\d+)\/\d+/.exec(part.slice(0, end))
    const bytes = Buffer.from(part.slice(end + 4), "latin1")
    assert.equal(bytes.length, Number(range?.[2]) - Number(range?.[1]) + 1)
    return { at: Number(range?.[1]), bytes }
  })
}
