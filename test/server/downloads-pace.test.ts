import assert from "node:assert/strict"
import { test } from "node:test"
import type { Settings } from "../../conf/settings.ts"
import { DownloadRecord } from "../../db/download-record.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAgain } from "../kit/outward-ways.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

const film = makeFilm(8_000_000)
const download = { type: "download_movie", movie_id: 1 }

async function startLibrary(settings: Partial<Settings>): Promise<TestServer> {
  const server = await startServer(settings)
  await upload(await connectAdmin(server), film)
  return server
}

/** As many connections of a new member, each of which asked for the film. */
async function startDownloads(server: TestServer, name: string, connections: number): Promise<Peer[]> {
  const member = await connectMember(server, name)
  const more = Array.from({ length: connections - 1 }, () => connectAgain(server, member))
  const peers = [member, ...(await Promise.all(more))]
  await Promise.all(peers.map((peer) => peer.ok(download)))
  return peers
}

function received(peers: readonly Peer[]): number {
  return peers.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0)
}

function isAbout(bytes: number, wanted: number): void {
  const ratio = bytes / wanted
  assert.ok(ratio > 0.8 && ratio < 1.2, `${bytes} bytes where about ${wanted} were to come`)
}

test("a person's rate is for all their connections together: eight get no more than one does", async () => {
  await using server = await startLibrary({ downloadBytesPerS: 2_000_000 })
  const startMs = performance.now()
  const [many, one] = await Promise.all([startDownloads(server, "many", 8), startDownloads(server, "one", 1)])
  const bytes = await one[0]?.bytes(4_000_000)
  const manyBytes = received(many)
  const tookMs = performance.now() - startMs
  assert.ok(bytes?.equals(film.bytes.subarray(0, 4_000_000)))
  isAbout(manyBytes, 4_000_000)
  assert.ok(tookMs > 1700, `4 MB at 2 MB a second came in ${tookMs} ms`)
  // Each of them gets its share.
  for (const { receivedBytes } of many) isAbout(receivedBytes, manyBytes / 8)
})

test("a VIP has a rate of their own, and whoever becomes one has it from the next film on", async () => {
  await using server = await startLibrary({ downloadBytesPerS: 500_000, downloadBytesPerSVip: 2_000_000 })
  const vip = await connectMember(server, "vip")
  await vip.ok({ type: "buy_vip" })
  const [[other], [becoming]] = await Promise.all([
    startDownloads(server, "other", 1),
    startDownloads(server, "becoming", 1),
    vip.ok(download),
  ])
  assert.ok(other !== undefined && becoming !== undefined)
  await vip.bytes(2_000_000)
  isAbout(other.receivedBytes, 500_000)
  const second = await connectAgain(server, becoming)
  await second.ok({ type: "buy_vip" })
  await second.ok(download)
  const before = [received([becoming, second]), other.receivedBytes] as const
  await until("the second film comes", () => received([becoming, second]) - before[0] > 2_000_000)
  isAbout(other.receivedBytes - before[1], 500_000)
})

test("the link is shared evenly between people, however many connections they have", async () => {
  await using server = await startLibrary({ linkBytesPerS: 3_000_000 })
  const startMs = performance.now()
  const [many, one, two] = await Promise.all([
    startDownloads(server, "many", 8),
    startDownloads(server, "one", 1),
    startDownloads(server, "two", 2),
  ])
  await one[0]?.bytes(2_000_000)
  const tookMs = performance.now() - startMs
  isAbout(received(many), 2_000_000)
  isAbout(received(two), 2_000_000)
  assert.ok(tookMs > 1700, `6 MB at 3 MB a second came in ${tookMs} ms`)
})

test("what one person leaves of the link goes to the others", async () => {
  await using server = await startLibrary({ linkBytesPerS: 2_000_000, downloadBytesPerS: 250_000 })
  const vip = await connectMember(server, "vip")
  await vip.ok({ type: "buy_vip" })
  const [many] = await Promise.all([startDownloads(server, "many", 4), vip.ok(download)])
  await vip.bytes(3_500_000)
  isAbout(received(many), 500_000)
})

test("a rate so small that nothing goes out for longer than a peer may take nothing cuts nobody", async () => {
  await using server = await startLibrary({ downloadBytesPerS: 2000, writeStallS: 0.2 })
  const member = await connectMember(server)
  await member.ok({ ...download, length: 3500 })
  assert.ok((await member.bytes(3500)).equals(film.bytes.subarray(0, 3500)))
  await member.ok({ type: "ping" })
})

test("many short ranges go no faster than one long one", async () => {
  await using server = await startLibrary({ downloadBytesPerS: 1_000_000 })
  const member = await connectMember(server)
  const startMs = performance.now()
  for (let round = 0; round < 200; round++) {
    await member.ok({ ...download, offset: round * 10_000, length: 10_000 })
    assert.ok((await member.bytes(10_000)).equals(film.bytes.subarray(round * 10_000, (round + 1) * 10_000)))
  }
  const tookMs = performance.now() - startMs
  assert.ok(tookMs > 1700, `2 MB at 1 MB a second came in ${tookMs} ms`)
})

test("somebody who goes away long before it is their turn again is let go at once", async () => {
  await using server = await startLibrary({ downloadBytesPerS: 20 })
  const [gone] = await startDownloads(server, "gone", 1)
  await gone?.bytes(1024)
  gone?.reset()
  const { database } = server.running.app
  await until("the record has what was taken", () =>
    database.run(async () => (await DownloadRecord.get(1))?.bytes === 1024),
  )
})

test("whoever downloads nothing any more is forgotten", async () => {
  await using server = await startLibrary({ downloadBytesPerS: 1_000_000 })
  const members = await Promise.all(["one", "two"].map((name) => connectMember(server, name)))
  for (const member of members) {
    await member.ok({ ...download, length: 50_000 })
    await member.bytes(50_000)
  }
  assert.equal(server.running.app.pacer.size, 2)
  await until("nobody is known any more", () => server.running.app.pacer.size === 0)
})
