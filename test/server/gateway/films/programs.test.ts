import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { promisify } from "node:util"
import { DownloadRecord } from "../../../../db/download-record.ts"
import { Movie } from "../../../../db/movie.ts"
import { filmOf, makeClip } from "../../../kit/clips.ts"
import { curl, linkTo } from "../../../kit/fetch-film.ts"
import { makeFilm } from "../../../kit/films.ts"
import { connectAdmin, connectMember, upload } from "../../../kit/people.ts"
import { startServer, type TestServer } from "../../../kit/server.ts"
import { flipByte, storedFilm } from "../../../kit/stored-film.ts"
import { temporaryFolder } from "../../../kit/temporary-folder.ts"
import { startTlsServer } from "../../../kit/tls-server.ts"
import { until } from "../../../kit/until.ts"

const run = promisify(execFile)

/** Answers once the job that works SHA-256 sums out has come to a film. */
async function hashed(server: TestServer, movieId: number): Promise<void> {
  const { database } = server.running.app
  await until("its sum is known", () =>
    database.run(() => Movie.exists({ id: movieId, sha256: null })).then((is) => !is),
  )
}

/** Fetches a Metalink's film with aria2, over four connections; answers its exit code. */
async function aria2(folder: string, metalink: string): Promise<number> {
  const options = ["--dir", folder, "--split=4", "--max-connection-per-server=4", "--min-split-size=1M"]
  const quiet = [
    "--no-conf",
    "--quiet",
    "--check-integrity=true",
    "--max-tries=2",
    "--stop=60",
    "--disable-ipv6",
  ]
  return run("aria2c", [...quiet, ...options, `--metalink-file=${metalink}`]).then(
    () => 0,
    ({ code }: { code: number }) => code,
  )
}

test("curl goes on with a film where it stopped", async () => {
  await using server = await startServer({ gateway: true })
  await using folder = await temporaryFolder()
  const film = makeFilm(3_000_000)
  const movieId = await upload(await connectAdmin(server), film)
  const { link } = await linkTo(server, await connectMember(server), movieId)
  const path = join(folder.path, "film.mp4")
  await writeFile(path, film.bytes.subarray(0, 1_234_567))
  assert.equal((await curl("-C", "-", "-o", path, link)).exitCode, 0)
  assert.ok((await readFile(path)).equals(film.bytes))
  const { stdout } = await curl("-r", "100-199", link)
  assert.ok(stdout.equals(film.bytes.subarray(100, 200)))
})

test("aria2 fetches a film in parallel by its Metalink, on one record, and notices where its bytes are wrong", async () => {
  await using server = await startServer({ gateway: true, digests: true })
  await using folder = await temporaryFolder()
  const film = makeFilm(9_000_000, 'Tom & "Jerry" <1>.mp4')
  const movieId = await upload(await connectAdmin(server), film)
  const member = await connectMember(server)
  await hashed(server, movieId)
  const metalink = join(folder.path, "film.meta4")
  const headers = ["-H", `authorization: Bearer ${member.session}`]
  await curl("-o", metalink, ...headers, `${server.url}/films/${movieId}.meta4`)
  assert.match(await readFile(metalink, "utf8"), /<hash type="sha-256">[0-9a-f]{64}<\/hash>/)

  assert.equal(await aria2(join(folder.path, "good"), metalink), 0)
  // It writes what file systems may not like of the name in its own way.
  const [name = "", ...more] = await readdir(join(folder.path, "good"))
  assert.deepEqual(more, [], name)
  const got = await readFile(join(folder.path, "good", name))
  assert.ok(got.equals(film.bytes))
  const { database } = server.running.app
  const records = await database.run(() => DownloadRecord.select({}))
  assert.equal(records.length, 1)

  await flipByte((await storedFilm(server, movieId)).path, 5_000_000)
  assert.notEqual(await aria2(join(folder.path, "bad"), metalink), 0)
})

test("a Metalink by a link names the same download, and tells nothing of sums that are not known", async () => {
  await using server = await startServer({ gateway: true })
  const movieId = await upload(await connectAdmin(server), makeFilm(1000))
  const { link } = await linkTo(server, await connectMember(server), movieId)
  const answer = await fetch(link.replace("/file", ".meta4"))
  const text = await answer.text()
  assert.equal(answer.headers.get("content-type"), "application/metalink4+xml; charset=utf-8")
  assert.doesNotMatch(text, /<hash/)
  const [, url = ""] = /<url>(.*)<\/url>/.exec(text) ?? []
  assert.equal((await (await fetch(url)).arrayBuffer()).byteLength, 1000)
  const { database } = server.running.app
  assert.equal((await database.run(() => DownloadRecord.select({}))).length, 1)
})

test("ffprobe reads a film by its link, and ffmpeg seeks in it", async () => {
  await using server = await startServer({ gateway: true })
  // What a player needs stands at the end of it, so it has to be sought.
  const clip = await makeClip("clip.mp4", { seconds: 4 })
  const movieId = await upload(await connectAdmin(server), filmOf(clip))
  const { link } = await linkTo(server, await connectMember(server), movieId)
  const show = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
  assert.equal(Math.round(Number((await run("ffprobe", [...show, link])).stdout)), 4)
  const frame = ["-v", "error", "-ss", "3", "-i", link, "-frames:v", "1", "-f", "rawvideo", "-"]
  const { stdout } = await run("ffmpeg", frame, { encoding: "buffer", maxBuffer: 10_000_000 })
  assert.equal(stdout.length, (640 * 360 * 3) / 2)
})

test("a film comes through TLS as well", async () => {
  await using server = await startTlsServer({ gateway: true })
  const film = makeFilm(2_000_000)
  const admin = await connectAdmin(server)
  const movieId = await upload(admin, film)
  const address = `${server.url}/films/${movieId}/file`
  const { stdout, exitCode } = await curl("-k", "-H", `authorization: Bearer ${admin.session}`, address)
  assert.deepEqual([exitCode, stdout.equals(film.bytes)], [0, true])
  const range = ["-r", "5-9,1000000-1000004"]
  const several = await curl("-k", ...range, "-H", `authorization: Bearer ${admin.session}`, address)
  assert.ok(several.stdout.includes(film.bytes.subarray(1_000_000, 1_000_005)))
})
