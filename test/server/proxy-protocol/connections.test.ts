import assert from "node:assert/strict"
import { once } from "node:events"
import { connect as connectPlain } from "node:net"
import { Duplex } from "node:stream"
import { test } from "node:test"
import { connect as connectTls } from "node:tls"
import { makeCertificate } from "../../kit/certificate.ts"
import { makeFilm } from "../../kit/films.ts"
import { encode, type Peer } from "../../kit/peer.ts"
import { logIn, password, upload } from "../../kit/people.ts"
import { binaryHeader, textHeader, withChecksum } from "../../kit/proxy-headers.ts"
import { startServer } from "../../kit/server.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"
import { until } from "../../kit/until.ts"

const behindProxy = { proxyProtocol: true, trustedProxies: ["127.0.0.1", "127.0.0.128/25"] }
const local = binaryHeader({ versionAndCommand: 0x20, kind: 0, addresses: Buffer.alloc(0) })

async function isTurnedAway(peer: Peer): Promise<void> {
  assert.equal((await peer.reply()).code, "TOO_MANY_CONNECTIONS")
}

test("a client behind a proxy has its own limit of connections, and the proxy has none for its clients", async () => {
  await using server = await startServer({ ...behindProxy, maxConnectionsPerAddress: 2 })
  const connect = async (first: Buffer): Promise<Peer> => {
    const peer = await server.connect({ first })
    await peer.ok({ type: "ping" })
    return peer
  }
  for (const client of [1, 2, 3, 4, 5]) await connect(textHeader(`198.51.100.${client}`))
  const again = await connect(textHeader("198.51.100.5"))
  await isTurnedAway(await server.connect({ first: textHeader("198.51.100.5") }))
  await isTurnedAway(await server.connect({ first: textHeader("::ffff:198.51.100.5") }))
  await connect(textHeader("2001:db8:1:2::1"))
  await connect(textHeader("2001:db8:1:2:ffff::1"))
  await isTurnedAway(await server.connect({ first: textHeader("2001:db8:1:2::3") }))
  await connect(textHeader("2001:db8:1:3::1"))
  await connect(local)
  await connect(Buffer.from("PROXY UNKNOWN\r\n"))
  await isTurnedAway(await server.connect({ first: local }))
  await again[Symbol.asyncDispose]()
  await until("the place is free again", async () => {
    const peer = await server.connect({
      first: withChecksum({ addresses: Buffer.from("c6336405c0000201000a000b", "hex") }),
    })
    return (await peer.ask({ type: "ping" })).flag
  })
})

test("a peer that is no trusted proxy can't name an address: its header is a bad frame", async () => {
  await using server = await startServer({ ...behindProxy, maxConnectionsPerAddress: 2 })
  for (const first of [textHeader("198.51.100.7"), binaryHeader()]) {
    const liar = await server.connect({ from: "127.0.0.2", first })
    assert.equal((await liar.reply()).code, "FRAME_TOO_LARGE")
    await liar.end()
    await liar[Symbol.asyncDispose]()
  }
  const client = await server.connect({ from: "127.0.0.2" })
  await client.ok({ type: "ping" })
})

test("where the PROXY protocol is not expected, nobody can name an address", async () => {
  await using server = await startServer({ ...behindProxy, proxyProtocol: false })
  const peer = await server.connect({ first: textHeader("198.51.100.7") })
  assert.equal((await peer.reply()).code, "FRAME_TOO_LARGE")
})

test("a trusted proxy's connection without a header is cut and logged, and a silent one too, once its time is over", async () => {
  await using server = await startServer({ ...behindProxy, firstFrameS: 0.3 })
  for (const [first, header] of [
    [encode({ type: "ping" }), "invalid"],
    [Buffer.from("PROXY TCP4 1.2.3.4"), "incomplete"],
  ] as const) {
    const peer = await server.connect({ from: "127.0.0.200", first })
    assert.equal((await peer.end()).length, 0)
    await until("it is logged", () => server.logged.some((line) => line.includes(`"header":"${header}"`)))
  }
  const silent = await server.connect()
  assert.equal((await silent.end()).length, 0)
  assert.equal(server.logged.length, 2, "a look whether the port is open is none of the log's business")
})

test("requests behind a header are served wherever the bytes are cut, and film bytes too", async () => {
  await using server = await startServer({ ...behindProxy, maxConnectionsPerAddress: 1000 })
  for (const header of [textHeader("198.51.100.7"), withChecksum({})]) {
    const bytes = Buffer.concat([header, encode({ type: "ping", id: 1 }), encode({ type: "ping", id: 2 })])
    for (let cut = 1; cut < bytes.length; cut += 3) {
      const peer = await server.connect({ first: bytes.subarray(0, cut) })
      await new Promise(setImmediate)
      await peer.send(bytes.subarray(cut))
      assert.deepEqual([(await peer.reply()).id, (await peer.reply()).id], [1, 2])
      await peer[Symbol.asyncDispose]()
    }
  }
  const register = { type: "register", name: "admin", password, user_type: "admin" }
  const peer = await server.connect({ first: Buffer.concat([textHeader("192.0.2.3"), encode(register)]) })
  assert.equal((await peer.reply()).code, 0)
  await logIn(peer, "admin", "admin")
  const film = makeFilm(3_000_000)
  await upload(peer, film)
  await peer.ok({ type: "download_movie", movie_id: 1 })
  assert.ok((await peer.bytes(3_000_000)).equals(film.bytes))
})

test("a client that ended its side with its request still gets the answer", async () => {
  await using server = await startServer(behindProxy)
  const peer = await server.connect({ first: Buffer.concat([binaryHeader(), encode({ type: "ping" })]) })
  peer.socket.end()
  assert.equal((await peer.reply()).code, 0)
  await peer.end()
})

test("limits of tries go by the client's address", async () => {
  await using server = await startServer({ ...behindProxy, registrationsPerHour: 1 })
  const register = async (client: string, name: string) =>
    (await server.connect({ first: textHeader(client) })).ask({
      type: "register",
      name,
      password,
      user_type: "user",
    })
  assert.equal((await register("198.51.100.1", "anna")).code, 0)
  assert.equal((await register("198.51.100.1", "bert")).code, "TOO_MANY_TRIES")
  assert.equal((await register("198.51.100.2", "carl")).code, 0)
})

test("with TLS on the port the header comes before the handshake, and its address counts", async () => {
  await using folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  await using server = await startServer({
    ...behindProxy,
    tlsCert: cert,
    tlsKey: key,
    maxConnectionsPerAddress: 1,
  })
  const one = await server.connect({ first: textHeader("198.51.100.1"), ca })
  const two = await server.connect({ first: withChecksum({}), ca })
  await one.ok({ type: "ping" })
  await two.ok({ type: "ping" })
  await isTurnedAway(await server.connect({ first: textHeader("198.51.100.1"), ca }))
  const direct = await server.connect({ from: "127.0.0.2", ca })
  await direct.ok({ type: "ping" })
})

test("a handshake that begins in the segment of the header goes on", async () => {
  await using folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  await using server = await startServer({ ...behindProxy, tlsCert: cert, tlsKey: key })
  const plain = connectPlain(server.port, "127.0.0.1")
  let first = textHeader("198.51.100.1")
  const joined = new Duplex({
    read: () => undefined,
    write: (bytes: Buffer, _, done) => {
      plain.write(Buffer.concat([first, bytes]), () => done())
      first = Buffer.alloc(0)
    },
  })
  plain.on("data", (bytes) => joined.push(bytes))
  const secure = connectTls({ socket: joined, ca, servername: "localhost" })
  await once(secure, "secureConnect")
  secure.write(encode({ type: "ping", id: 7 }))
  const [reply]: Buffer[] = await once(secure, "data")
  assert.equal(JSON.parse(reply?.subarray(4).toString() ?? "").id, 7)
  plain.destroy()
})

test("a server that stops does not wait for a header", async () => {
  await using server = await startServer({ ...behindProxy, drainS: 30, firstFrameS: 30 })
  const silent = await server.connect()
  const startMs = performance.now()
  await server.running.stop()
  await silent.end()
  assert.ok(performance.now() - startMs < 10_000)
})
