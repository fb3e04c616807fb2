import assert from "node:assert/strict"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { connect, type Remote } from "../../client/remote.ts"
import { type Client, type CliResult, runCli, tempFolder } from "../kit/cli.ts"
import { makeFilm } from "../kit/films.ts"
import { startServer, type TestServer } from "../kit/server.ts"

let server: TestServer
let folder: Awaited<ReturnType<typeof tempFolder>>

before(async () => {
  server = await startServer()
  folder = await tempFolder()
  await using remote = await connect({ host: "127.0.0.1", port: server.port })
  await register(remote, "boss", "admin")
})

after(async () => {
  await server[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function register(remote: Remote, name: string, user_type: Client): Promise<void> {
  await remote.call("register", { name, password: prehash("secret"), user_type })
}

/** A member of this test's own. */
async function newMember(name: string): Promise<void> {
  await using remote = await connect({ host: "127.0.0.1", port: server.port })
  await register(remote, name, "user")
}

/** Runs a client as somebody whose password is "secret". */
function run(
  client: Client,
  name: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  const as = { REELWIRE_NAME: name, REELWIRE_PASSWORD: "secret", ...env }
  return runCli(client, words, { port: server.port, cwd: folder.path, env: as })
}

/** The one JSON document that a client printed. */
function json({ stdout }: CliResult): Record<string, unknown> {
  assert.equal(stdout.trimEnd().split("\n").length, 1, stdout)
  return JSON.parse(stdout)
}

/** Writes a film into a file of the test's folder and answers its path and bytes. */
async function writeFilm(
  name: string,
  seed: number,
  size = 100_000,
): Promise<{ path: string; bytes: Buffer }> {
  const path = join(folder.path, name)
  const { bytes } = makeFilm(size, name, seed)
  await writeFile(path, bytes)
  return { path, bytes }
}

/** The number of a film that the admin's client uploaded. */
async function uploaded(path: string, kind: "--free" | "--paid"): Promise<number> {
  const document = json(await run("admin", "boss", ["upload", path, kind, "--json"]))
  assert.equal(document.flag, true, JSON.stringify(document))
  const { uploaded: films } = document
  assert.ok(Array.isArray(films))
  return films[0].movie_id
}

describe("commands", { concurrency: 2 }, () => {
  test("register makes an account, and says no to a taken name with exit code 1", async () => {
    const first = await run("user", "anna", ["register"])
    assert.deepEqual(first, { code: 0, stdout: "anna is registered.\n", stderr: "" })
    const second = await run("user", "ANNA", ["register", "--json"])
    assert.equal(second.code, 1)
    assert.equal(json(second).code, "NAME_TAKEN")
    assert.equal(second.stderr.trimEnd().split("\n").length, 1)
  })

  test("a second admin needs the invitation that invite gives", async () => {
    const alone = await run("admin", "second", ["register"])
    assert.equal(alone.code, 1)
    const { invitation } = json(await run("admin", "boss", ["invite", "--json"]))
    assert.ok(typeof invitation === "string")
    const invited = await run("admin", "second", ["register", "--invitation", invitation, "--json"])
    assert.deepEqual(json(invited), { flag: true, code: 0, name: "second", user_type: "admin" })
    const told = await run("admin", "boss", ["invite"])
    assert.match(told.stdout, /good for 7 days.*\n[0-9a-f]{32}\n$/)
  })

  test("login checks name, password and kind, and ends with 4 where one is wrong", async () => {
    await newMember("lea")
    const right = json(await run("user", "lea", ["login", "--json"]))
    assert.deepEqual([right.flag, right.name, right.user_type, right.is_vip], [true, "lea", "user", 0])
    for (const wrong of [
      await run("user", "nobody", ["login", "--json"]),
      await run("user", "lea", ["login", "--json"], { REELWIRE_PASSWORD: "wrong" }),
      await run("admin", "lea", ["login", "--json"]),
    ]) {
      assert.equal(wrong.code, 4)
      assert.equal(json(wrong).code, "BAD_LOGIN")
    }
  })

  test("the password may stand in a file, whose first line counts", async () => {
    await newMember("finn")
    const file = join(folder.path, "password")
    await writeFile(file, "secret\nnot this\n")
    const env = { REELWIRE_PASSWORD: "wrong" }
    assert.equal((await run("user", "finn", ["whoami", "--password-file", file], env)).code, 0)
    assert.equal((await run("user", "finn", ["whoami", "--password-file", `${file}-not`], env)).code, 5)
  })

  test("whoami tells the account", async () => {
    await newMember("wim")
    const told = json(await run("user", "wim", ["whoami", "--json"]))
    const { flag, code, name, user_type, is_vip, vip_until, balance_fen } = told
    assert.deepEqual([flag, code, name, user_type, is_vip], [true, 0, "wim", "user", 0])
    assert.deepEqual([vip_until, balance_fen], [null, 10_000])
    assert.ok(typeof told.user_id === "number" && typeof told.register_time === "string")
  })

  test("several films are uploaded in one command, and one that can't be doesn't stop the others", async () => {
    const [one, two] = [await writeFilm("one.mp4", 1), await writeFilm("two.mp4", 2)]
    const result = await run("admin", "boss", [
      "upload",
      one.path,
      "missing.mp4",
      two.path,
      "--free",
      "--json",
    ])
    assert.equal(result.code, 5)
    const { flag, code, items } = json(result)
    assert.ok(Array.isArray(items))
    assert.deepEqual([flag, code], [false, "SOME_FAILED"])
    assert.deepEqual(
      items.map((item) => item.code ?? item.file),
      [one.path, "NO_SUCH_FILE", two.path],
    )
  })

  test("an upload has to say --free or --paid, and not both", async () => {
    const { path } = await writeFilm("kind.mp4", 3)
    const neither = await run("admin", "boss", ["upload", path])
    assert.deepEqual([neither.code, neither.stderr.includes("--free/--paid")], [2, true])
    assert.equal((await run("admin", "boss", ["upload", path, "--free", "--paid"])).code, 2)
  })

  test("a film that is there already is found and not put there again, unless --again", async () => {
    const { path } = await writeFilm("twice.mp4", 4)
    const id = await uploaded(path, "--free")
    const found = json(await run("admin", "boss", ["upload", path, "--free", "--json"]))
    assert.deepEqual(found.uploaded, [{ file: path, movie_id: id, size: 100_000, already_there: true }])
    const again = await run("admin", "boss", ["upload", path, "--free", "--again"])
    assert.deepEqual([again.code, again.stdout.includes(`number ${id}`)], [0, false])
  })

  test("list shows the films of a kind, as a table and as JSON", async () => {
    await newMember("lily")
    const free = await uploaded((await writeFilm("免费电影.mp4", 5)).path, "--free")
    const paid = await uploaded((await writeFilm("paid.mp4", 6)).path, "--paid")
    const ids = async (type: string): Promise<number[]> => {
      const { movies } = json(await run("user", "lily", ["list", "--type", type, "--json"]))
      assert.ok(Array.isArray(movies))
      return movies.map(({ id }) => id)
    }
    const [all, onlyFree, onlyPaid] = [await ids("all"), await ids("free"), await ids("paid")]
    assert.ok(all.includes(free) && all.includes(paid))
    assert.ok(onlyFree.includes(free) && !onlyFree.includes(paid))
    assert.ok(onlyPaid.includes(paid) && !onlyPaid.includes(free))
    const { stdout } = await run("user", "lily", ["list"])
    assert.match(stdout, /│ +\d+ │ 免费电影\.mp4 +│ +100 KB │ +free │ \d{4}-\d\d-\d\d \d\d:\d\d │/)
    assert.match(stdout, /paid\.mp4 +│ +100 KB │ +¥10\.00 │/)
  })

  test("list finds films by words and Pinyin, show tells all of one, and edit renames and describes it", async () => {
    const id = await uploaded((await writeFilm("流浪地球.mp4", 77)).path, "--free")
    const search = async (text: string): Promise<string[]> => {
      const { movies } = json(await run("admin", "boss", ["list", "--search", text, "--json"]))
      assert.ok(Array.isArray(movies))
      return movies.map(({ name }) => name)
    }
    for (const text of ["lldq", "地球 mp4", "liulang"]) assert.deepEqual(await search(text), ["流浪地球.mp4"])
    assert.deepEqual(await search("qiudi"), [])
    const words = ["edit", String(id), "--new-name", "流浪地球 2", "--description", "两颗星"]
    assert.match((await run("admin", "boss", words)).stdout, /流浪地球 2 \(number \d+\) is changed\./)
    const shown = await run("admin", "boss", ["show", String(id)])
    assert.match(shown.stdout, /流浪地球 2/)
    assert.match(shown.stdout, /两颗星/)
    assert.match(shown.stdout, /│ SHA-256/)
    await run("admin", "boss", ["edit", String(id), "--description", ""])
    assert.equal(json(await run("admin", "boss", ["show", String(id), "--json"])).description, null)
    assert.equal((await run("admin", "boss", ["edit", String(id)])).code, 2)
    assert.equal((await run("admin", "boss", ["show", "99999"])).code, 1)
  })

  test("statistics tells the days and what is stored, and writes the days as CSV", async () => {
    const told = await run("admin", "boss", ["statistics", "--days", "2"])
    const today = new Date().toISOString().slice(0, 10)
    assert.match(told.stdout, new RegExp(`│ ${today} │ +\\d+ │ +\\d+ │ +¥`))
    assert.match(told.stdout, /Library: \d+ films, /)
    const csv = join(folder.path, "days.csv")
    const { days, file } = json(await run("admin", "boss", ["statistics", "--csv", csv, "--json"]))
    assert.ok(Array.isArray(days) && days.length === 30)
    assert.equal(file, csv)
    const lines = (await readFile(csv, "utf8")).trimEnd().split("\r\n")
    assert.equal(lines[0], "day,downloads,registrations,income_fen")
    assert.equal(lines.length, 31)
    assert.match(lines[30] ?? "", new RegExp(`^${today},\\d+,\\d+,0$`))
    assert.equal((await run("admin", "boss", ["statistics", "--days", "0"])).code, 2)
  })

  test("delete takes --yes or somebody to confirm, and then the film is in the trash", async () => {
    const id = await uploaded((await writeFilm("gone.mp4", 7)).path, "--free")
    const unconfirmed = await run("admin", "boss", ["delete", String(id), "--json"])
    assert.deepEqual([unconfirmed.code, json(unconfirmed).code], [2, "NEEDS_YES"])
    const done = await run("admin", "boss", ["delete", String(id), "--yes"])
    assert.deepEqual([done.code, done.stderr], [0, ""])
    assert.match(
      done.stdout,
      new RegExp(`^gone\\.mp4 \\(number ${id}\\) is in the trash for 30 days, until .*\n$`),
    )
    const again = await run("admin", "boss", ["delete", String(id), "--yes", "--json"])
    assert.deepEqual([again.code, json(again).code], [1, "NO_SUCH_MOVIE"])
  })

  test("notices are published by admins and read by everybody", async () => {
    await newMember("nora")
    const words = ["notices", "publish", "Hello\u202e", "first\nsecond"]
    assert.equal((await run("admin", "boss", words)).code, 0)
    const { stdout } = await run("user", "nora", ["notices"])
    assert.match(stdout, /\* Hello {2}\([-\d: ]+\)\n {2}first\n {2}second\n/)
    const { notices } = json(await run("admin", "boss", ["notices", "list", "--json"]))
    assert.ok(Array.isArray(notices) && notices.some(({ content }) => content === "first\nsecond"))
  })

  test("a locked account is out until it is unlocked", async () => {
    await newMember("lock")
    const locked = json(await run("admin", "boss", ["users", "lock", "lock", "--json"]))
    assert.deepEqual([locked.flag, locked.name], [true, "lock"])
    const refused = await run("user", "lock", ["whoami", "--json"])
    assert.deepEqual([refused.code, json(refused).code], [4, "ACCOUNT_LOCKED"])
    const { stdout } = await run("admin", "boss", ["users", "list"])
    assert.match(stdout, /│ lock +│ user +│ locked +│/)
    assert.equal((await run("admin", "boss", ["users", "unlock", "lock"])).code, 0)
    assert.equal((await run("user", "lock", ["whoami"])).code, 0)
    const unknown = await run("admin", "boss", ["users", "lock", "no one", "--json"])
    assert.deepEqual([unknown.code, json(unknown).code], [1, "NO_SUCH_USER"])
  })

  test("a paid film is downloaded once its price is confirmed, cheaper for a VIP, and stands in history", async () => {
    await newMember("dora")
    const film = await writeFilm("costs.mp4", 8)
    const id = await uploaded(film.path, "--paid")
    const unconfirmed = await run("user", "dora", ["download", String(id), "--json"])
    assert.deepEqual([unconfirmed.code, json(unconfirmed).code], [2, "NEEDS_YES"])
    assert.deepEqual(json(await run("user", "dora", ["buy-vip", "--yes", "--json"])).is_vip, 1)
    const { downloaded } = json(await run("user", "dora", ["download", String(id), "--yes", "--json"]))
    const path = join(folder.path, "downloads", "costs.mp4")
    assert.deepEqual(downloaded, [{ id, name: "costs.mp4", path, size: film.bytes.length }])
    assert.deepEqual(await readFile(path), film.bytes)
    const { downloads } = json(await run("user", "dora", ["history", "--json"]))
    assert.ok(Array.isArray(downloads))
    const record = {
      movie_id: id,
      name: "costs.mp4",
      price_fen: 0,
      is_finished: 1,
      bytes: film.bytes.length,
    }
    const { movie_id, name, price_fen, is_finished, bytes } = downloads[0]
    assert.deepEqual({ movie_id, name, price_fen, is_finished, bytes }, record)
  })

  test("an existing file is kept with exit code 5, or replaced with --overwrite", async () => {
    await newMember("otto")
    const film = await writeFilm("kept.mp4", 9)
    const id = String(await uploaded(film.path, "--free"))
    const to = join(folder.path, "kept")
    await mkdir(to)
    await writeFile(join(to, "kept.mp4"), "mine")
    const refused = await run("user", "otto", ["download", id, "--to", to, "--json"])
    assert.deepEqual([refused.code, json(refused).code], [5, "FILE_EXISTS"])
    assert.equal(await readFile(join(to, "kept.mp4"), "utf8"), "mine")
    const { downloads } = json(await run("user", "otto", ["history", "--json"]))
    assert.deepEqual(downloads, [], "what was not downloaded stands on no record")
    assert.equal((await run("user", "otto", ["download", id, "--to", to, "--overwrite"])).code, 0)
    assert.deepEqual(await readFile(join(to, "kept.mp4")), film.bytes)
    assert.deepEqual(await readdir(to), ["kept.mp4"])
  })
})
