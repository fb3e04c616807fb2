import { mkdir } from "node:fs/promises"
import type { Place } from "../kit/cores.ts"
import { benchFile } from "../kit/paths.ts"
import { type RunningServer, startProgram } from "../requests/servers.ts"

/** Starts @tus/server over a folder. */
export async function startTus(folder: string, place: Place): Promise<RunningServer> {
  await mkdir(folder, { recursive: true })
  const env = (port: number): Record<string, string> => ({ BENCH_PORT: String(port), BENCH_FOLDER: folder })
  return await startProgram(benchFile("transfer/tus-server.ts"), env, { place })
}

/** Announces an upload to a tus server and answers the head of the PATCH that brings it. */
export async function beginTus(port: number, size: number): Promise<Buffer> {
  const headers = { "Tus-Resumable": "1.0.0", "Upload-Length": String(size) }
  const reply = await fetch(`http://127.0.0.1:${port}/files`, { method: "POST", headers })
  const path = new URL(reply.headers.get("location") ?? "", `http://127.0.0.1:${port}`).pathname
  const lines = [
    `PATCH ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "tus-resumable: 1.0.0",
    "upload-offset: 0",
    "content-type: application/offset+octet-stream",
    `content-length: ${size}`,
  ]
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`)
}
