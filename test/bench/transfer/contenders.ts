import { link, mkdir, readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { Peer } from "../../kit/peer.ts"
import { password } from "../../kit/people.ts"
import type { Helper } from "../kit/helper.ts"
import type { Contender, Sample } from "../kit/interleave.ts"
import { frameOf } from "../requests/messages.ts"
import { type RunningServer, startProgram } from "../requests/servers.ts"
import { filmBytes, piece, sampledMd5 } from "./film.ts"
import type { PeerCommands } from "./peer-process.ts"

type OtherEnd = Helper<PeerCommands>

const gibibyte = 1024 ** 3

/** Downloads of a film out of a server: `head` asks for it. */
export function download(
  name: string,
  server: RunningServer,
  otherEnd: OtherEnd,
  head: Uint8Array,
  framing: "frames" | "http",
): Contender {
  const run = async (): Promise<Sample> => {
    const before = server.cpuSeconds()
    const { bytes, seconds } = await otherEnd.ask("receive", { port: server.port, head, framing })
    return { count: bytes / gibibyte, seconds, cpuSeconds: since(before, server) }
  }
  return { name, run }
}

/**
 * Uploads of a film. What the last upload left is removed right before: memory that was given back is fresh for a virtual
 * machine's guest after a while, and fresh memory is slow at its first touch.
 */
export function upload(
  name: string,
  server: RunningServer,
  otherEnd: OtherEnd,
  { clear, framing, begin }: UploadPlan,
): Contender {
  const run = async (): Promise<Sample> => {
    const head = await begin()
    await clear()
    const before = server.cpuSeconds()
    const plan = { port: server.port, head, framing, piece, size: filmBytes }
    const { seconds } = await otherEnd.ask("send", plan)
    return { count: filmBytes / gibibyte, seconds, cpuSeconds: since(before, server) }
  }
  return { name, run }
}

/** How uploads to one server go: `begin` answers what is sent before the film. */
export type UploadPlan = {
  readonly framing: "frames" | "http"
  readonly begin: () => Promise<Uint8Array>
  readonly clear: () => Promise<void>
}

/** Answers what removes all films from folders save those that are there now. */
export async function clearerOf(folders: readonly string[]): Promise<() => Promise<void>> {
  const kept = new Set(await filmsIn(folders))
  return async () => {
    for (const file of await filmsIn(folders)) if (!kept.has(file)) await rm(file)
  }
}

async function filmsIn(folders: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const entry of entries) if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
  }
  // Small files are notes that a server keeps about its films.
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return files.filter((_, index) => sizes[index] === filmBytes)
}

function since(before: number | undefined, server: RunningServer): number | undefined {
  const after = server.cpuSeconds()
  return before === undefined || after === undefined ? undefined : after - before
}

/** The upload_movie frame of the film. */
export function uploadFrame(session: string): Buffer {
  return frameOf({
    type: "upload_movie",
    session,
    file_name: "a film.mp4",
    file_size: filmBytes,
    file_md5: sampledMd5(),
    is_free: 1,
  })
}

/** Makes an admin in an empty library and logs them in, on a connection that has to stay open. */
export async function logAdminIn(port: number): Promise<Peer> {
  const peer = await Peer.connect({ port })
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  const reply = await peer.ok({ type: "login", name: "admin", password, user_type: "admin" })
  peer.session = String(reply.session)
  return peer
}

/** Puts the stored film where nginx serves it, without a copy. */
export async function shareFilm(uploadsDir: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const entries = await readdir(uploadsDir, { recursive: true, withFileTypes: true })
  const film = entries.find((entry) => entry.isFile() && !entry.name.endsWith(".part"))
  if (film === undefined) throw new Error("the film is not in its store")
  await link(join(film.parentPath, film.name), join(folder, "film.mp4"))
}

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
