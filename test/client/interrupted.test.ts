import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { startCli, tempFolder } from "../kit/cli.ts"
import { makeFilm, sampledMd5Of } from "../kit/films.ts"
import { type Caller, startScriptedServer } from "../kit/scripted-server.ts"

const env = { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "secret" }
const size = 4_000_000
const film = makeFilm(size).bytes
const movie = {
  id: 1,
  name: "f.mp4",
  size,
  is_free: 1,
  price_fen: 0,
  upload_time: "2026-01-01T00:00:00.000Z",
}
const reply = {
  file_name: "f.mp4",
  file_size: size,
  file_md5: sampledMd5Of(film),
  wait_time: 0,
  price_fen: 0,
}

/** Serves log-ins and lists like a server, and hands films over to the test. */
function serving(transfer: (caller: Caller) => Promise<void>): (caller: Caller) => Promise<void> {
  return async (caller) => {
    for (;;) {
      const { type } = await caller.request()
      if (type === "download_movie") await transfer(caller)
      else if (type === "list_movies") caller.reply({ movies: [movie], next_before_id: null })
      else caller.reply({ session: "s", is_vip: 0, user_id: 1, notice: [] })
    }
  }
}

describe("interrupted transfers", { concurrency: 2 }, () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`${signal} in a download removes the part, says so and ends with 130`, async () => {
      await using folder = await tempFolder()
      const half = Promise.withResolvers<void>()
      await using server = await startScriptedServer(
        serving(async (caller) => {
          caller.reply(reply)
          caller.send(film.subarray(0, size / 2))
          half.resolve()
        }),
      )
      const { child, result } = startCli("user", ["download", "1"], {
        port: server.port,
        cwd: folder.path,
        env,
      })
      await half.promise
      child.kill(signal)
      const { code, stdout, stderr } = await result
      assert.deepEqual([code, stdout], [130, ""])
      assert.equal(stderr, "Interrupted: f.mp4 was not downloaded, and what had arrived was removed.\n")
      assert.deepEqual(await readdir(join(folder.path, "downloads")).catch(() => []), [])
    })
  }

  test("Ctrl-C while the server makes a member wait ends at once", async () => {
    await using folder = await tempFolder()
    await using server = await startScriptedServer(
      serving(async (caller) => caller.reply({ ...reply, wait_time: 30 })),
    )
    const { child, result } = startCli("user", ["download", "1"], {
      port: server.port,
      cwd: folder.path,
      env,
    })
    child.stderr?.once("data", () => child.kill("SIGINT"))
    const { code, stderr } = await result
    assert.equal(code, 130)
    assert.match(stderr, /^f\.mp4: the server begins in 30 s .*\nInterrupted: f\.mp4 was not downloaded.*\n$/)
  })

  test("a server that dies in the middle of a download is a lost connection, exit code 3", async () => {
    await using folder = await tempFolder()
    await using server = await startScriptedServer(
      serving(async (caller) => {
        caller.reply(reply)
        caller.send(film.subarray(0, 100_000))
        setTimeout(() => caller.socket.resetAndDestroy(), 50)
        await caller.bytes(size)
      }),
    )
    const words = ["download", "1", "--json"]
    const { result } = startCli("user", words, { port: server.port, cwd: folder.path, env })
    const { code, stdout } = await result
    assert.deepEqual([code, JSON.parse(stdout).code], [3, "CONNECTION_LOST"])
    assert.deepEqual(
      (await readdir(folder.path, { recursive: true })).sort().filter((name) => name.includes(".part")),
      [],
    )
  })

  test("a transfer that is piped shows a line now and then, and a last one", async () => {
    await using folder = await tempFolder()
    await using server = await startScriptedServer(
      serving(async (caller) => {
        caller.reply(reply)
        caller.send(film.subarray(0, size / 4))
        await new Promise((resolve) => setTimeout(resolve, 2200))
        caller.send(film.subarray(size / 4, size / 2))
        await new Promise((resolve) => setTimeout(resolve, 100))
        caller.send(film.subarray(size / 2))
      }),
    )
    const { result } = startCli("user", ["download", "1"], { port: server.port, cwd: folder.path, env })
    const { code, stdout, stderr } = await result
    assert.equal(code, 0)
    assert.match(stdout, /^.*downloads\/f\.mp4 is here \(4\.0 MB\)\.\n$/)
    assert.match(
      stderr,
      /^(f\.mp4: \d+% \(\d.* of 4\.0 MB\), \d.*\/s, [\d:-]+ left\n)+f\.mp4: 100% \(4\.0 MB in 0:0\d, .*\/s\)\n$/,
    )
  })
})
