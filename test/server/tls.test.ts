import assert from "node:assert/strict"
import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { connect } from "node:net"
import { join } from "node:path"
import { test } from "node:test"
import { makeCertificate } from "../kit/certificate.ts"
import { makeFilm } from "../kit/films.ts"
import { encode } from "../kit/peer.ts"
import { logIn, password, upload } from "../kit/people.ts"
import { run } from "../kit/process.ts"
import { startServer } from "../kit/server.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"

test("with a certificate the port speaks TLS: a film goes up and comes down", async () => {
  await using folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  await using server = await startServer({ tlsCert: cert, tlsKey: key })
  const peer = await server.connect({ ca })
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(peer, "admin", "admin")
  const film = makeFilm(3_000_000)
  await upload(peer, film)
  await peer.ok({ type: "download_movie", movie_id: 1 })
  assert.ok((await peer.bytes(3_000_000)).equals(film.bytes))
  await peer.send(Buffer.concat([encode({ type: "ping", id: 1 }), encode({ type: "ping", id: 2 })]))
  assert.deepEqual([(await peer.reply()).id, (await peer.reply()).id], [1, 2])
})

test("a peer that speaks no TLS, or breaks off its handshake, gets nothing and harms nobody", async () => {
  await using folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  await using server = await startServer({ tlsCert: cert, tlsKey: key, firstFrameS: 0.3 })
  const plain = await server.connect()
  await plain.send(encode({ type: "ping" }))
  const answer = await plain.end()
  assert.ok(!answer.includes("flag"), "nothing is answered in plain text")
  const silent = connect(server.port, "127.0.0.1")
  silent.resume()
  await once(silent, "close")
  await (await server.connect({ ca })).ok({ type: "ping" })
})

test("a certificate that is not there, or is none, stops the start with one line", async () => {
  await using folder = await temporaryFolder()
  const { key } = await makeCertificate(folder.path)
  const nonsense = join(folder.path, "nonsense.pem")
  await writeFile(nonsense, "no certificate")
  for (const cert of [join(folder.path, "missing.pem"), nonsense]) {
    await using program = run("server/main.ts", [], {
      REELWIRE_ENV: "test",
      REELWIRE_DATA_DIR: folder.path,
      REELWIRE_TLS_CERT: cert,
      REELWIRE_TLS_KEY: key,
    })
    const { code, stderr } = await program.ended()
    assert.equal(code, 2)
    assert.match(stderr, /^REELWIRE_TLS_CERT: .+\n$/)
  }
})

test("handshakes that never end count against their address", async () => {
  await using folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  await using server = await startServer({
    tlsCert: cert,
    tlsKey: key,
    maxConnectionsPerAddress: 3,
    firstFrameS: 2,
  })
  const silent = await Promise.all(Array.from({ length: 20 }, () => server.connect()))
  const other = await server.connect({ ca, from: "127.0.0.2" })
  await other.ok({ type: "ping" })
  let cut = 0
  for (const peer of silent) {
    void peer.end().then(() => {
      cut++
    })
  }
  await until("those over the limit are cut", () => cut >= 14)
  assert.ok(cut < 20, "those within it are not")
})
