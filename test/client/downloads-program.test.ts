import assert from "node:assert/strict"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { slotsPathOf } from "../../interface/pieces/piece-file.ts"
import { parseSlots, piecesThere } from "../../interface/pieces/slots.ts"
import { assertFile } from "../kit/assert-file.ts"
import { cliCommand, startCli, tempFolder } from "../kit/cli.ts"
import { FilmServer } from "../kit/film-server.ts"
import { makeFilm } from "../kit/films.ts"
import { keys, Terminal } from "../kit/terminal.ts"
import { until } from "../kit/until.ts"

const env = { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "secret" }
const size = 4_000_000
const film = makeFilm(size).bytes

/** A server whose first range stops in the middle and never goes on; `half` settles then. */
function halting(): { server: FilmServer; half: Promise<void> } {
  const server = new FilmServer(film)
  const { promise: half, resolve } = Promise.withResolvers<void>()
  server.beforeRange = (number, _, range) => {
    if (number > 1) return range
    resolve()
    return range.subarray(0, size / 2)
  }
  return { server, half }
}

/** Answers once the first half's whole pieces are recorded: what comes to an end then loses none of them. */
function halfKept(folder: string, { pieceBytes }: FilmServer): Promise<void> {
  const path = slotsPathOf(join(folder, "downloads", "f.mp4.part"))
  return until("the first half is kept", async () => {
    const slots = parseSlots(await readFile(path).catch(() => Buffer.alloc(0)))
    return slots !== undefined && piecesThere(slots).length === Math.floor(size / 2 / pieceBytes)
  })
}

/** Bytes that were asked for after the first range. */
function askedAgain({ ranges }: FilmServer): number {
  return ranges.slice(1).reduce((sum, { length }) => sum + length, 0)
}

describe("the download command", { concurrency: 2 }, () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    test(`after ${signal} in the middle the same command fetches what is missing, and no more`, async () => {
      await using folder = await tempFolder()
      const { server, half } = halting()
      await using running = await server.start()
      const where = { port: running.port, cwd: folder.path, env }
      const { child, result } = startCli("user", ["download", "1"], where)
      await half
      await halfKept(folder.path, server)
      child.kill(signal)
      const { code, stdout, stderr } = await result
      if (signal === "SIGKILL") assert.equal(code, null)
      else {
        assert.deepEqual([code, stdout], [130, ""])
        const told = "Interrupted: what arrived of f.mp4 is kept, and the same command goes on with it.\n"
        assert.ok(stderr.endsWith(told), stderr)
      }
      const again = await startCli("user", ["download", "1"], where).result
      assert.equal(again.code, 0, again.stderr)
      await assertFile(join(folder.path, "downloads", "f.mp4"), film)
      assert.deepEqual(await readdir(join(folder.path, "downloads")), ["f.mp4"])
      assert.ok(
        askedAgain(server) <= size / 2 + server.pieceBytes,
        `${askedAgain(server)} bytes were asked for`,
      )
      assert.deepEqual(server.delivered, [7])
    })
  }

  test("Ctrl-C on a terminal stops the bar, and the same command begins where it was", async () => {
    await using folder = await tempFolder()
    const { server, half } = halting()
    await using running = await server.start()
    const {
      file,
      args,
      env: variables,
    } = cliCommand("user", ["download", "1"], {
      port: running.port,
      cwd: folder.path,
      env,
    })
    const open = (): Terminal => new Terminal(file, args, { cwd: folder.path, env: variables })
    await using first = open()
    await half
    await first.see(" 50%")
    first.type(keys.ctrlC)
    await first.see("Interrupted: what arrived of f.mp4 is kept")
    assert.equal(await first.ended(), 130)
    await using second = open()
    await second.see("100%")
    assert.equal(await second.ended(), 0)
    assert.ok(askedAgain(server) <= size / 2 + server.pieceBytes)
    await assertFile(join(folder.path, "downloads", "f.mp4"), film)
  })

  test("Ctrl-C while the server makes a member wait ends at once", async () => {
    await using folder = await tempFolder()
    const server = new FilmServer(film)
    server.waitS = 30
    server.beforeRange = () => Buffer.alloc(0)
    await using running = await server.start()
    const where = { port: running.port, cwd: folder.path, env }
    const { child, result } = startCli("user", ["download", "1"], where)
    child.stderr?.once("data", () => child.kill("SIGINT"))
    const { code, stderr } = await result
    assert.equal(code, 130)
    assert.match(stderr, /^f\.mp4: the server begins in 30 s .*\nInterrupted: .* f\.mp4 .*\n$/)
  })

  test("a server that is gone for good is a lost connection, exit code 3, and it is told how to go on", async () => {
    await using folder = await tempFolder()
    const server = new FilmServer(film)
    server.beforeRange = (_, caller, range) => {
      setTimeout(() => caller.socket.resetAndDestroy(), 50)
      return range.subarray(0, 100_000)
    }
    await using running = await server.start()
    const where = { port: running.port, cwd: folder.path, env }
    const words = ["download", "1", "--retry", "0"]
    const lost = await startCli("user", words, where).result
    assert.equal(lost.code, 3)
    assert.match(
      lost.stderr,
      /^What arrived of f\.mp4 is kept; .*\nThe connection to the server was lost\.\n$/,
    )
    const { code, stdout } = await startCli("user", [...words, "--json"], where).result
    assert.deepEqual([code, JSON.parse(stdout).code], [3, "CONNECTION_LOST"])
  })

  test("a download that is piped shows a line now and then with what was here before, and a last one", async () => {
    await using folder = await tempFolder()
    const server = new FilmServer(film)
    server.beforeRange = async (_, caller, range) => {
      caller.send(range.subarray(0, size / 4))
      await pause(2200)
      caller.send(range.subarray(size / 4, size / 2))
      await pause(100)
      return range.subarray(size / 2)
    }
    await using running = await server.start()
    const { code, stdout, stderr } = await startCli("user", ["download", "1"], {
      port: running.port,
      cwd: folder.path,
      env,
    }).result
    assert.equal(code, 0)
    assert.match(stdout, /^.*downloads\/f\.mp4 is here \(4\.0 MB\)\.\n$/)
    assert.match(
      stderr,
      /^(f\.mp4: \d+% \(\d.* of 4\.0 MB\), \d.*\/s, [\d:-]+ left\n)+f\.mp4: 100% \(4\.0 MB in 0:0\d, .*\/s\)\n$/,
    )
  })

  test("--connections fetches over as many, and --limit holds over all of them", async () => {
    await using folder = await tempFolder()
    const server = new FilmServer(film)
    await using running = await server.start()
    const where = { port: running.port, cwd: folder.path, env }
    const startMs = performance.now()
    const words = ["download", "1", "--connections", "4", "--limit", "2M"]
    const { code, stderr } = await startCli("user", words, where).result
    assert.equal(code, 0, stderr)
    assert.ok(performance.now() - startMs > 1500, "4 MB at 2 MB/s take two seconds")
    assert.equal(server.connections, 4)
    await assertFile(join(folder.path, "downloads", "f.mp4"), film)
    for (const wrong of [
      ["--connections", "17"],
      ["--connections", "0"],
      ["--limit", "fast"],
      ["--limit", "5"],
      ["--retry", "-1"],
    ]) {
      assert.equal(
        (await startCli("user", ["download", "1", ...wrong], where).result).code,
        2,
        wrong.join(" "),
      )
    }
  })
})
