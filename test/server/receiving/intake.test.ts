import assert from "node:assert/strict"
import { once } from "node:events"
import { readdirSync, readlinkSync } from "node:fs"
import { open } from "node:fs/promises"
import { createServer, type Socket } from "node:net"
import { join } from "node:path"
import { test } from "node:test"
import { Inbox } from "../../../server/inbox.ts"
import { openIntake } from "../../../server/receiving/intake.ts"
import { socketReading } from "../../../server/receiving/socket-reading.ts"
import { makeFilm } from "../../kit/films.ts"
import { encode, Peer } from "../../kit/peer.ts"
import { connectAdmin, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"
import { until } from "../../kit/until.ts"
import { bytesIn, filesIn } from "../../kit/uploads.ts"
import { watchThreads } from "../../kit/watch-threads.ts"

const skip = process.platform === "linux" ? false : "only Linux has the thread's calls"
const film = makeFilm(600_000)

/** The server's end of a connection of the test's own. */
async function startPair(): Promise<AsyncDisposable & { readonly socket: Socket; readonly peer: Peer }> {
  const owned = new AsyncDisposableStack()
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1")
  await once(server, "listening")
  owned.defer(() => void server.close())
  const address = server.address()
  assert.ok(typeof address === "object" && address !== null)
  const accepted = once(server, "connection")
  const peer = owned.use(await Peer.connect({ port: address.port }))
  const [socket]: Socket[] = await accepted
  assert.ok(socket !== undefined)
  owned.defer(() => void socket.destroy())
  return { socket, peer, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** What each open descriptor of this process is. */
function openDescriptors(): ReadonlyMap<number, string> {
  const open = new Map<number, string>()
  for (const entry of readdirSync("/proc/self/fd")) {
    try {
      open.set(Number(entry), readlinkSync(`/proc/self/fd/${entry}`))
    } catch {
      // It was the one that read the folder.
    }
  }
  return open
}

function countOf(what: string): number {
  return [...openDescriptors().values()].filter((one) => one === what).length
}

test("a connection that closed while nobody read it is lent to nobody, whoever has its descriptor now", async () => {
  await using pair = await startPair()
  const { socket } = pair
  const inbox = new Inbox(socket, () => undefined)
  inbox.hold()
  const closed = once(socket, "close")
  socket.destroy()
  await closed
  const asked: number[] = []
  const duplicate = (descriptor: number): number => asked.push(descriptor)
  assert.equal(
    inbox.lend(1_000_000, duplicate, () => undefined),
    undefined,
  )
  assert.deepEqual(asked, [])
})

test("a thread that dies leaves no descriptor behind, and the next upload begins another", {
  skip,
}, async () => {
  await using folder = await temporaryFolder()
  await using pair = await startPair()
  using threads = watchThreads()
  const file = await open(join(folder.path, "film"), "w")
  const reading = socketReading(pair.socket)
  assert.ok(reading !== undefined)
  reading.stop()
  const bells: number[] = []
  for (let round = 0; round < 3; round++) {
    const intake = await openIntake()
    const socket = intake?.duplicate(reading.descriptor)
    assert.ok(intake !== undefined && socket !== undefined)
    const connection = openDescriptors().get(socket)
    const wish = { file: file.fd, offset: 0, length: 1000, pieceBytes: 500, idleMs: 60_000 }
    const head = { head: new SharedArrayBuffer(0), headLength: 0 }
    const taking = intake.take({ ...wish, ...head, socket }, () => undefined)
    const thread = [...threads.told][round]
    await thread?.terminate()
    const { problem } = await taking.ended
    assert.ok(typeof problem === "object" && problem.call === "thread")
    taking.cancel()
    assert.notEqual(openDescriptors().get(socket), connection)
    bells.push(countOf("anon_inode:[eventfd]"))
  }
  assert.equal(bells[2], bells[0])
  await file.close()
})

test("an upload whose thread dies ends its connection, and the others go on", { skip }, async () => {
  using threads = watchThreads()
  await using server = await startServer()
  const admin = await connectAdmin(server)
  const { session } = admin
  const other = await server.connect()
  other.session = session
  const [half, rest] = [film.bytes.subarray(0, 300_000), film.bytes.subarray(300_000)]
  await admin.send(encode({ ...film.request, session }))
  await admin.send(half)
  const { uploadsDir } = server.settings
  await until("a half is on the disk", async () => (await bytesIn(uploadsDir)) === half.length)
  for (const thread of threads.told) await thread.terminate()
  await admin.send(Buffer.concat([rest, encode({ type: "ping", id: "after" })]))
  assert.equal((await admin.reply()).code, "INTERNAL")
  assert.equal((await admin.end()).length, 0)
  assert.deepEqual(await filesIn(uploadsDir), [])
  await upload(other, film)
})
