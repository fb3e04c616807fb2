import assert from "node:assert/strict"
import { open, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { type AdminCli, startAdminCli } from "../kit/admin-cli.ts"
import { startCli } from "../kit/cli.ts"
import { startFaultProxy } from "../kit/fault-proxy.ts"
import { type Film, makeFilm } from "../kit/films.ts"
import { numberIn, upload } from "../kit/people.ts"
import { loginReply } from "../kit/scripted-replies.ts"
import { type Caller, startScriptedServer } from "../kit/scripted-server.ts"

const menu = "What would you like to do?"
const pieceBytes = 65_536

/** The path of the only stored film. */
async function storedFile({ server }: AdminCli): Promise<string> {
  const folder = join(server.settings.uploadsDir, "films")
  const [name, ...more] = (await readdir(folder)).filter((one) => !one.includes("."))
  assert.ok(name !== undefined && more.length === 0)
  return join(folder, name)
}

/** Changes one byte of a file, as a disk that forgets does. */
async function flipByte(path: string, at: number): Promise<void> {
  const file = await open(path, "r+")
  try {
    const byte = Buffer.alloc(1)
    await file.read(byte, 0, 1, at)
    await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, at)
  } finally {
    await file.close()
  }
}

/** A library with one film, on a disk that flipped a byte of its fourth piece. */
async function startDamaged(film: Film): Promise<AdminCli> {
  const admin = await startAdminCli({ pieceBytes })
  await upload(admin.peer, film)
  await flipByte(await storedFile(admin), 3 * pieceBytes + 100)
  return admin
}

describe("the store by the admins' client", { concurrency: 2 }, () => {
  test("a sound store is told to be sound", async () => {
    await using admin = await startAdminCli()
    for (const seed of [1, 2]) await upload(admin.peer, makeFilm(100_000, `${seed}.mp4`, seed))
    const { code, stdout } = await admin.run("store", "check")
    assert.deepEqual([code, stdout], [0, "2 films checked, 0 problems.\n"])
    const { flag, films_done, bytes_done, problems } = await admin.json(["store", "check"])
    assert.deepEqual([flag, films_done, bytes_done, problems], [true, 2, 200_000, []])
  })

  test("a flipped byte is found, set aside by a repair, and healed by the same film sent again", async () => {
    const film = makeFilm(50 * pieceBytes, "film.mp4")
    await using admin = await startDamaged(film)
    const checked = await admin.run("store", "check")
    assert.equal(checked.code, 1)
    assert.match(checked.stdout, /^1 films checked, 1 problems\.\n/)
    assert.match(checked.stdout, /│ damaged │ +1 │ 3 +│ \S+ │ found +│/)
    assert.equal(
      checked.stderr.split("\n").at(-2),
      "1 of 1 problems are not put right; store repair puts right what can be.",
    )
    const { code, problem_count, problems } = await admin.json(["store", "check"], 1)
    assert.deepEqual([code, problem_count], ["STORE_HAS_PROBLEMS", 1])
    assert.ok(Array.isArray(problems))
    assert.deepEqual([problems[0].kind, problems[0].movie_ids, problems[0].bad_pieces], ["damaged", [1], [3]])

    assert.equal((await admin.json(["store", "repair"], 2)).code, "NEEDS_YES")
    const repaired = await admin.json(["store", "repair", "--yes"], 1)
    assert.deepEqual([repaired.code, repaired.is_repair], ["STORE_NOT_REPAIRED", 1])
    assert.ok(Array.isArray(repaired.problems))
    assert.equal(repaired.problems[0].outcome, "set_aside")
    await admin.peer.fails("FILM_DAMAGED", { type: "download_movie", movie_id: 1 })

    const path = await admin.write(film)
    await using proxy = await startFaultProxy(admin.server.port)
    const healing = startCli("admin", ["upload", path, "--free"], { ...admin.options, port: proxy.port })
    assert.equal((await healing.result).stdout, `${path} is in the library, number 1.\n`)
    assert.ok(proxy.bytes.up < 3 * pieceBytes, `${proxy.bytes.up} bytes were sent where one piece was bad`)
    const reply = await admin.peer.ok({ type: "download_movie", movie_id: 1 })
    assert.ok((await admin.peer.bytes(numberIn(reply, "file_size"))).equals(film.bytes))
    assert.equal((await admin.run("store", "check")).code, 0)
  })

  test("a lost file is told in a table, from the menu too, and a repair takes a yes there", async () => {
    await using admin = await startAdminCli()
    await upload(admin.peer, makeFilm(1000, "a.mp4"))
    await rm(await storedFile(admin))
    await using terminal = admin.terminal()
    await terminal.choose(menu, "Log in")
    await terminal.choose(menu, "Stored films …")
    await terminal.choose("Stored films …", "Check the stored films")
    await terminal.see("│ no file │")
    await terminal.see("1 of 1 problems are not put right")
    await terminal.choose(menu, "Stored films …")
    await terminal.choose("Stored films …", "Check and repair the stored films")
    await terminal.answer("Damaged films are set aside.", "n")
    await terminal.see("Nothing was done.")
    await terminal.choose(menu, "Stored films …")
    await terminal.choose("Stored films …", "Check and repair the stored films")
    await terminal.answer("Damaged films are set aside.", "y")
    await terminal.see("│ set aside │")
    await terminal.see("upload those films' files once more")
  })

  const running = {
    is_running: 1,
    is_repair: 0,
    films_done: 2,
    films_total: 5,
    bytes_done: 2_000_000,
    bytes_total: 5_000_000,
    problem_count: 0,
    problems: [],
  }

  /** A server that tells of its check what the test says, one after the other, the last again and again. */
  function checking(...progress: readonly object[]): (caller: Caller) => Promise<void> {
    return async (caller) => {
      for (let asked = 0; ; ) {
        const { type } = await caller.request()
        if (type === "check_store") caller.reply(progress[Math.min(asked++, progress.length - 1)] ?? {})
        else caller.reply(loginReply)
      }
    }
  }

  const env = { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "secret" }

  test("Ctrl-C stops watching, and says that the check goes on", async () => {
    await using server = await startScriptedServer(checking(running))
    const { child, result } = startCli("admin", ["store", "check"], { port: server.port, cwd: ".", env })
    child.stderr?.once("data", () => child.kill("SIGINT"))
    const { code, stdout, stderr } = await result
    assert.deepEqual([code, stdout], [130, ""])
    assert.match(
      stderr,
      /\nInterrupted: the check goes on in the server; store check shows how far it is\.\n$/,
    )
  })

  test("a check that the server gave up or has forgotten is no sound store", async () => {
    for (const last of [
      { ...running, is_running: 0 },
      { ...running, is_running: 0, films_done: 0, films_total: 0 },
    ]) {
      await using server = await startScriptedServer(checking(running, last))
      const words = ["store", "check", "--json"]
      const { result } = startCli("admin", words, { port: server.port, cwd: ".", env })
      const { code, stdout } = await result
      assert.deepEqual([code, JSON.parse(stdout).code], [1, "CHECK_BROKE_OFF"])
    }
  })

  test("a repair waits for a check that is under way, and then begins its own", async () => {
    const done = { ...running, is_running: 0, films_done: 5, bytes_done: 5_000_000 }
    await using server = await startScriptedServer(
      checking(running, done, { ...running, is_repair: 1 }, { ...done, is_repair: 1 }),
    )
    const words = ["store", "repair", "--yes", "--json"]
    const { result } = startCli("admin", words, { port: server.port, cwd: ".", env })
    const { code, stdout } = await result
    assert.deepEqual([code, JSON.parse(stdout).is_repair], [0, 1])
  })
})
