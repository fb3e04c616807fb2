import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { ProbeFilms } from "../../../server/jobs/probe-films.ts"
import { Jail } from "../../../server/probe/jail.ts"
import { filmOf, makeClip } from "../../kit/clips.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { lastingLibrary } from "../../kit/lasting-library.ts"
import { connectAdmin, textIn, upload } from "../../kit/people.ts"
import { makePicture } from "../../kit/pictures.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { storedFilm } from "../../kit/stored-film.ts"
import { until } from "../../kit/until.ts"

const opened = await Jail.open()
const noJail = opened instanceof Jail ? false : `no jail on this machine: ${opened}`
const clip = await makeClip("a.mp4", {
  size: "160x90",
  sound: true,
  args: ["-c:v", "libx264", "-c:a", "aac"],
})

async function probed(server: TestServer, id: number): Promise<Movie> {
  await until("the film was looked at", async () => {
    const { row } = await storedFilm(server, id)
    return row.probe_time !== null && (row.container !== null || server.logged.some(saysUnread))
  })
  return (await storedFilm(server, id)).row
}

function saysUnread(line: string): boolean {
  return line.includes("can't be read")
}

forEachDatabase((kit) => {
  test("a new film gets its duration, resolution, codecs and poster by itself", {
    skip: noJail,
  }, async () => {
    await using server = await startServer({ probeFilms: true, gateway: true }, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, filmOf(clip))
    const { duration_ms, width, height, container, video_codec, audio_codec, ...row } = await probed(
      server,
      id,
    )
    assert.deepEqual(
      { duration_ms, width, height, container, video_codec, audio_codec },
      {
        duration_ms: 4000,
        width: 160,
        height: 90,
        container: "mp4",
        video_codec: "h264",
        audio_codec: "aac",
      },
    )
    assert.deepEqual([row.poster, row.poster_source], [row.film_poster, "film"])
    const response = await fetch(`${server.url}/posters/${row.poster}-320.webp`)
    assert.equal(response.status, 200)
    await response.arrayBuffer()
    const twin = await probed(server, await upload(admin, filmOf(clip, "again.mp4")))
    assert.deepEqual([twin.duration_ms, twin.poster], [4000, row.poster])
  })

  test("the staff's poster stays, and the film's own comes back when that is taken away", {
    skip: noJail,
  }, async () => {
    await using library = await lastingLibrary(kit)
    const picture = await makePicture()
    let [movie_id, poster] = [0, ""]
    {
      await using server = await library.start()
      const admin = await connectAdmin(server)
      movie_id = await upload(admin, filmOf(clip))
      poster = textIn(
        await admin.ok({ type: "set_poster", movie_id, file_size: picture.length }, picture),
        "poster",
      )
    }
    await using server = await library.start({ probeFilms: true })
    const row = await probed(server, movie_id)
    assert.deepEqual([row.poster, row.poster_source], [poster, "staff"])
    assert.notEqual(row.film_poster, null)
    const second = await server.connect()
    const login = { name: "admin", password: "5ebe2294ecd0e0f08eab7690d2a6ee69", user_type: "admin" }
    second.session = textIn(await second.ok({ type: "login", ...login }), "session")
    const taken = await second.ok({ type: "use_poster", movie_id, poster: null })
    assert.equal(taken.poster, row.film_poster)
  })

  test("what can't be read is looked at once, the others are read nevertheless, and a mended film is read again", {
    skip: noJail,
  }, async () => {
    await using server = await startServer({ probeFilms: true, logLevel: "info" }, kit)
    const admin = await connectAdmin(server)
    const garbage = await upload(admin, makeFilm(100_000))
    const good = await upload(admin, filmOf(clip))
    const row = await probed(server, garbage)
    assert.deepEqual([row.duration_ms, row.container, row.poster], [null, null, null])
    assert.notEqual(row.probe_time, null)
    await until("the other was read", async () => (await storedFilm(server, good)).row.container === "mp4")
    assert.equal(server.logged.filter(saysUnread).length, 1)
    await server.running.app.database.run(() =>
      Movie.update({ id: garbage }, { damage_time: new Date(), probe_time: new Date() }),
    )
    await upload(admin, makeFilm(100_000))
    await until("both of that content were looked at", () => server.logged.filter(saysUnread).length === 3)
  })
})

test("a server told not to read films leaves them alone", { skip: noJail }, async () => {
  await using server = await startServer({ probeFilms: false })
  const id = await upload(await connectAdmin(server), filmOf(clip))
  // As long as another one takes to read the same.
  await using other = await startServer({ probeFilms: true })
  await probed(other, await upload(await connectAdmin(other), filmOf(clip)))
  assert.equal((await storedFilm(server, id)).row.probe_time, null)
})

test("a machine on which films can't be read keeps them as they are, and its log says so once", async () => {
  await using server = await startServer()
  const { app } = server.running
  const admin = await connectAdmin(server)
  const ids = [await upload(admin, filmOf(clip)), await upload(admin, makeFilm(100))]
  const job = new ProbeFilms(app, async () => "ffmpeg is not installed")
  const { signal } = new AbortController()
  for (let round = 0; round < 3; round++) await app.database.run(() => job.run(signal))
  assert.equal(server.logged.filter((line) => line.includes("ffmpeg is not installed")).length, 1)
  for (const id of ids) assert.equal((await storedFilm(server, id)).row.probe_time, null)
})

test("a film whose reading was broken off is read again at the next start", async () => {
  await using server = await startServer()
  const { app } = server.running
  const id = await upload(await connectAdmin(server), makeFilm(100))
  const ending = new AbortController()
  const read = async (): Promise<undefined> => {
    ending.abort(new Error("the server stops"))
    return undefined
  }
  const job = new ProbeFilms(app, async () => ({ read }))
  await assert.rejects(app.database.run(() => job.run(ending.signal)))
  assert.equal((await storedFilm(server, id)).row.probe_time, null)
})

test("a frame that no poster can be made of costs the poster alone", async () => {
  await using server = await startServer()
  const { app } = server.running
  const id = await upload(await connectAdmin(server), makeFilm(100))
  const facts = {
    duration_ms: 7,
    width: 1,
    height: 1,
    container: "mp4",
    video_codec: "h264",
    audio_codec: null,
  }
  const job = new ProbeFilms(app, async () => ({
    read: async () => ({ facts, frame: Buffer.from("<svg/>") }),
  }))
  await app.database.run(() => job.run(new AbortController().signal))
  const { row } = await storedFilm(server, id)
  assert.deepEqual([row.duration_ms, row.poster], [7, null])
})

test("a film whose poster comes while too many pictures do is read again later", async () => {
  await using server = await startServer()
  const { app } = server.running
  const id = await upload(await connectAdmin(server), makeFilm(100))
  const { promise: end, resolve } = Promise.withResolvers<void>()
  async function* slow(): AsyncGenerator<Buffer> {
    await end
    yield await makePicture()
  }
  const coming = Array.from({ length: 16 }, () => app.pictures.add(slow()))
  const facts = {
    duration_ms: 7,
    width: 1,
    height: 1,
    container: "mp4",
    video_codec: "h264",
    audio_codec: null,
  }
  const frame = await makePicture({ format: "png" })
  const job = new ProbeFilms(app, async () => ({ read: async () => ({ facts, frame }) }))
  const run = (): Promise<void> => app.database.run(() => job.run(new AbortController().signal))
  await assert.rejects(run(), { code: "BUSY" })
  assert.equal((await storedFilm(server, id)).row.probe_time, null)
  resolve()
  await Promise.all(coming)
  await run()
  assert.equal((await storedFilm(server, id)).row.poster_source, "film")
})

forEachDatabase((kit) => {
  test("a film whose reading a killed server began is read once more when its time is over, and not before", async () => {
    await using server = await startServer({}, kit)
    const { app } = server.running
    const id = await upload(await connectAdmin(server), makeFilm(100))
    const claims: (Date | null)[] = []
    const read = async (): Promise<undefined> => {
      claims.push((await storedFilm(server, id)).row.probe_claim)
    }
    const job = new ProbeFilms(app, async () => ({ read }))
    const run = (): Promise<void> => app.database.run(() => job.run(new AbortController().signal))
    await run()
    const [claim] = claims
    assert.ok(claim != null && claim.getTime() > Date.now() + 600_000, String(claim))
    assert.equal((await storedFilm(server, id)).row.probe_claim, null)
    const killedAt = (probe_claim: Date): Promise<number> =>
      app.database.run(() => Movie.update({ id }, { probe_time: new Date(), probe_claim }))
    await killedAt(new Date("2100-01-01"))
    await run()
    assert.equal(claims.length, 1)
    await killedAt(new Date("2000-01-01"))
    await run()
    // Nobody does it a third time, should this one be killed as well.
    assert.deepEqual(claims.slice(1), [null])
    await run()
    assert.equal(claims.length, 2)
  })
})
