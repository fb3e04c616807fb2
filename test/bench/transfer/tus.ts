import { type RunningServer, startProgram } from "../requests/servers.ts"
import { filmBytes } from "./film.ts"

/** Starts @tus/server over a folder. */
export function startTus(file: string, folder: string): Promise<RunningServer> {
  return startProgram(file, [], (port) => ({ BENCH_PORT: String(port), BENCH_FOLDER: folder }))
}

/** Announces an upload to a tus server and answers the head of the PATCH that brings it. */
export async function beginTus(port: number): Promise<Uint8Array> {
  const headers = { "Tus-Resumable": "1.0.0", "Upload-Length": String(filmBytes) }
  const reply = await fetch(`http://127.0.0.1:${port}/files`, { method: "POST", headers })
  const path = new URL(reply.headers.get("location") ?? "", `http://127.0.0.1:${port}`).pathname
  const lines = [
    `PATCH ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "tus-resumable: 1.0.0",
    "upload-offset: 0",
    "content-type: application/offset+octet-stream",
    `content-length: ${filmBytes}`,
  ]
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`)
}
