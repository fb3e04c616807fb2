import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { get } from "node:http"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { describe, test } from "node:test"
import { byteRange } from "../../client/play/byte-range.ts"
import { serveFilm } from "../../client/play/film-http-server.ts"
import { FilmSource } from "../../client/play/film-source.ts"
import { prehash } from "../../client/prehash.ts"
import { connect } from "../../client/remote.ts"
import { DownloadRecord } from "../../client/transfer/download-record.ts"
import { type RunningCli, startCli, tempFolder } from "../kit/cli.ts"
import { FilmServer } from "../kit/film-server.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

const film = makeFilm(3_000_000, "《影片》 1.mkv")

test("a Range header is taken as HTTP has it", () => {
  const cases: [string | undefined, ReturnType<typeof byteRange>][] = [
    [undefined, "whole"],
    ["bytes=0-", { offset: 0, length: 100 }],
    ["bytes=10-19", { offset: 10, length: 10 }],
    ["bytes=99-1000", { offset: 99, length: 1 }],
    ["bytes=-7", { offset: 93, length: 7 }],
    ["bytes=-700", { offset: 0, length: 100 }],
    ["bytes=100-", "none"],
    ["bytes=-0", "none"],
    ["bytes=5-4", "whole"],
    ["bytes=1-2,4-5", "whole"],
    ["bytes=-", "whole"],
    ["lines=1-2", "whole"],
  ]
  for (const [header, range] of cases) assert.deepEqual(byteRange(header, 100), range, header)
  assert.equal(byteRange("bytes=0-", 0), "none")
})

/** Runs "user play 1" with a player called mpv on the PATH, which is this script; `told` is what it wrote down. */
async function playing(
  server: { readonly port: number },
  script: string,
  words: readonly string[] = [],
): Promise<RunningCli & AsyncDisposable & { readonly told: () => Promise<string>; readonly folder: string }> {
  const folder = await tempFolder()
  const bin = join(folder.path, "bin")
  await mkdir(bin)
  const notes = join(folder.path, "told")
  const body = `#!${process.execPath}
    import { appendFileSync } from "node:fs"
    const tell = (value) => appendFileSync(${JSON.stringify(notes)}, JSON.stringify(value) + "\\n")
    const url = process.argv.at(-1)
    ${script}`
  await writeFile(join(bin, "mpv"), body)
  await chmod(join(bin, "mpv"), 0o755)
  const env = { REELWIRE_NAME: "member", REELWIRE_PASSWORD: "secret", PATH: bin }
  const running = startCli("user", ["play", "1", ...words], { port: server.port, cwd: folder.path, env })
  return {
    ...running,
    folder: folder.path,
    told: () => readFile(notes, "utf8").catch(() => ""),
    [Symbol.asyncDispose]: async () => {
      running.child.kill("SIGKILL")
      await running.result
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe("play", { concurrency: 2 }, () => {
  test("a player gets the film, and any part of it, several at a time, over HTTP", async () => {
    await using server = await startServer({ pieceBytes: 64 * 1024 })
    const admin = await connectAdmin(server)
    await upload(admin, film)
    await admin.ok({ type: "register", name: "member", password: prehash("secret"), user_type: "user" })
    await using played = await playing(
      server,
      `
      import { createHash } from "node:crypto"
      const ask = async (range, method = "GET") => {
        const reply = await fetch(url, { method, headers: range ? { range } : {} })
        const hash = createHash("md5").update(Buffer.from(await reply.arrayBuffer())).digest("hex")
        const { headers } = reply
        tell([method, range, reply.status, headers.get("content-length"), headers.get("content-range"), hash])
        return headers
      }
      const headers = await ask("")
      tell([headers.get("accept-ranges"), headers.get("content-type"), process.argv[2]])
      await ask("", "HEAD")
      await ask("bytes=1000-1999")
      await ask("bytes=-100")
      await ask("bytes=3000000-")
      const parts = [0, 1, 2, 3, 4].map((n) => fetch(url, { headers: { range: "bytes=" + n * 600000 + "-" + (n * 600000 + 599999) } }))
      const whole = createHash("md5")
      for (const part of parts) whole.update(Buffer.from(await (await part).arrayBuffer()))
      tell(whole.digest("hex"))
      const dropped = new AbortController()
      const reply = await fetch(url, { signal: dropped.signal })
      await reply.body.getReader().read()
      dropped.abort()
      await ask("bytes=2999990-")
      const wrong = new URL(url)
      wrong.pathname = "/" + wrong.pathname.split("/").at(-1)
      tell([(await fetch(wrong)).status, (await fetch(url, { method: "POST" })).status])
      `,
    )
    const { code, stdout, stderr } = await played.result
    assert.deepEqual([code, stdout], [0, ""], stderr)
    assert.equal(stderr, "《影片》 1.mkv plays in mpv.\n")
    const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex")
    const told = (await played.told())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    assert.deepEqual(told, [
      ["GET", "", 200, "3000000", null, md5(film.bytes)],
      ["bytes", "video/x-matroska", "--force-media-title=《影片》 1.mkv"],
      ["HEAD", "", 200, "3000000", null, md5(Buffer.alloc(0))],
      [
        "GET",
        "bytes=1000-1999",
        206,
        "1000",
        "bytes 1000-1999/3000000",
        md5(film.bytes.subarray(1000, 2000)),
      ],
      ["GET", "bytes=-100", 206, "100", "bytes 2999900-2999999/3000000", md5(film.bytes.subarray(-100))],
      ["GET", "bytes=3000000-", 416, "0", "bytes */3000000", md5(Buffer.alloc(0))],
      md5(film.bytes),
      ["GET", "bytes=2999990-", 206, "10", "bytes 2999990-2999999/3000000", md5(film.bytes.subarray(-10))],
      [404, 405],
    ])
    const peer = await server.connect()
    const { session } = await peer.ok({
      type: "login",
      name: "member",
      password: prehash("secret"),
      user_type: "user",
    })
    const { downloads } = await peer.ok({ type: "list_downloads", session })
    assert.ok(Array.isArray(downloads))
    assert.equal(downloads.length, 1, "all of it is one download")
  })

  test("the wait of a member who is no VIP is told, and over, before the player begins", async () => {
    const server = new FilmServer(film.bytes)
    server.waitS = 30
    server.beforeRange = (number, _, range) => {
      server.waitS = 0
      return number === 1 ? Buffer.alloc(0) : range
    }
    await using running = await server.start()
    await using played = await playing(running, "tell('begun')")
    const { stderr } = played.child
    assert.ok(stderr !== null)
    const [first] = await new Promise<Buffer[]>((resolve) => stderr.once("data", (text) => resolve([text])))
    assert.match(String(first), /begins in 30 s/)
    assert.equal(await played.told(), "")
  })

  test("without a player it is told what to install", async () => {
    const server = new FilmServer(film.bytes)
    await using running = await server.start()
    await using folder = await tempFolder()
    const env = { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "p", PATH: folder.path }
    const where = { port: running.port, cwd: folder.path, env }
    const none = await startCli("user", ["play", "1"], where).result
    assert.equal(none.code, 5)
    assert.match(none.stderr, /mpv, vlc, ffplay.*install mpv/)
    const other = await startCli("user", ["play", "1", "--player", "nosuch", "--json"], where).result
    assert.deepEqual([other.code, JSON.parse(other.stdout).code], [5, "NO_PLAYER"])
    assert.equal(server.ranges.length, 0)
  })

  test("a player that fails is told, and so is what made it fail", async () => {
    const server = new FilmServer(film.bytes)
    await using running = await server.start()
    await using failing = await playing(running, "process.exit(3)", ["--json"])
    const failed = await failing.result
    assert.deepEqual([failed.code, JSON.parse(failed.stdout).code], [1, "PLAYER_FAILED"])
    const asking = "const reply = await fetch(url); process.exit(reply.ok ? 0 : 2)"
    server.beforeRange = (_, __, range) => {
      server.lies.download_movie = { flag: false, code: "FILM_DAMAGED", msg: "It is damaged." }
      return range
    }
    await using damaged = await playing(running, asking, ["--json"])
    const refused = await damaged.result
    assert.deepEqual([refused.code, JSON.parse(refused.stdout).code], [1, "FILM_DAMAGED"])
  })

  test("a film that broke off is told though its player ends well, unless what it asked for later came", async () => {
    const server = new FilmServer(film.bytes)
    await using running = await server.start()
    const damage = (): void => {
      server.lies.download_movie = { flag: false, code: "FILM_DAMAGED", msg: "It is damaged." }
    }
    server.beforeRange = (_, __, range) => {
      damage()
      return range
    }
    await using broken = await playing(running, "await fetch(url)", ["--json"])
    const { code, stdout } = await broken.result
    assert.deepEqual([code, JSON.parse(stdout).code], [1, "FILM_DAMAGED"])
    delete server.lies.download_movie
    let asked = 0
    server.beforeRange = (_, __, range) => {
      asked++
      if (asked === 1) damage()
      else delete server.lies.download_movie
      return asked === 2 ? Buffer.alloc(0) : range
    }
    const twice = "for (let n = 0; n < 2; n++) tell((await (await fetch(url)).arrayBuffer()).byteLength)"
    await using mended = await playing(running, twice)
    assert.equal((await mended.result).code, 0)
    assert.equal(await mended.told(), `0\n${film.bytes.length}\n`)
  })

  test("Ctrl-C ends the player, and the command with 130", async () => {
    const server = new FilmServer(film.bytes)
    await using running = await server.start()
    const script =
      "process.on('SIGTERM', () => { tell('ended'); process.exit() }); tell('begun'); setInterval(() => {}, 1000)"
    await using played = await playing(running, script)
    await until("the player runs", async () => (await played.told()).includes("begun"))
    played.child.kill("SIGINT")
    const { code } = await played.result
    assert.deepEqual([code, await played.told()], [130, '"begun"\n"ended"\n'])
  })
})

/** A film of a server over HTTP. */
async function served(server: FilmServer): Promise<AsyncDisposable & { readonly url: string }> {
  const owned = new AsyncDisposableStack()
  const running = owned.use(await server.start())
  const remote = owned.use(await connect({ host: "127.0.0.1", port: running.port }))
  const source = new FilmSource(
    remote,
    { movieId: 1, name: "f.mp4", size: server.film.length, contentId: null },
    new DownloadRecord(7, async () => undefined),
    { patienceS: 5 },
  )
  owned.defer(() => source.close())
  const http = await serveFilm(source, "f.mp4", () => undefined)
  owned.defer(() => http.close())
  return { url: http.url, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test("a range that the player drops ends its connection to the server at once, and no other", async () => {
  const server = new FilmServer(film.bytes)
  const ended: number[] = []
  server.beforeRange = (number, caller, range) => {
    caller.socket.once("close", () => ended.push(number))
    return range.subarray(0, 10_000)
  }
  await using http = await served(server)
  const ask = (): Promise<{ destroy(): void }> =>
    new Promise((resolve) => {
      const request = get(http.url, (reply) => {
        reply.on("error", () => undefined)
        reply.once("data", () => resolve(request))
      })
      request.on("error", () => undefined)
    })
  const [first, second] = [await ask(), await ask()]
  first.destroy()
  await until("its connection ends", () => ended.length > 0)
  assert.deepEqual(ended, [1])
  const third = await ask()
  assert.equal(server.connections, 4)
  second.destroy()
  third.destroy()
  await until("both end", () => ended.length === 3)
})

test("another user of the machine who knows the address gets nothing", {
  skip: process.platform !== "linux" || process.getuid?.() !== 0,
}, async () => {
  await using http = await served(new FilmServer(film.bytes))
  const ask = `process.stdout.write(String((await fetch(process.argv[1])).status))`
  const answerTo = (uid: number): Promise<string> => {
    const words = ["--input-type=module", "-e", ask, http.url]
    const child = spawn(process.execPath, words, { uid, stdio: ["ignore", "pipe", "inherit"] })
    return text(child.stdout)
  }
  assert.deepEqual([await answerTo(0), await answerTo(65_534)], ["200", "404"])
})

test("a connection that is lost while a film plays is made again where it was", async () => {
  const server = new FilmServer(film.bytes)
  server.beforeRange = (number, caller, range) => {
    if (number > 4) return range
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, 500_000)
  }
  await using http = await served(server)
  const bytes = Buffer.from(await (await fetch(http.url)).arrayBuffer())
  assert.ok(bytes.equals(film.bytes))
  assert.deepEqual(
    server.ranges.map(({ offset }) => offset),
    [0, 500_000, 1_000_000, 1_500_000, 2_000_000],
  )
})
