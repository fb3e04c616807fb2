import assert from "node:assert/strict"
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { connect, type Remote } from "../../client/remote.ts"
import { downloadFilm } from "../../client/transfer/download-film.ts"
import type { Standing } from "../../client/transfer/line-place.ts"
import { startAdminCli } from "../kit/admin-cli.ts"
import { assertFile } from "../kit/assert-file.ts"
import { cliCommand, startCli, tempFolder } from "../kit/cli.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { lastingLibrary } from "../kit/lasting-library.ts"
import { getInLine, hold, letGo, lineSeenBy, nobodyThere, oneSlot, turnOf } from "../kit/line.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, logIn, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { keys, Terminal } from "../kit/terminal.ts"
import { until } from "../kit/until.ts"

const film = makeFilm(500_000, "first.mp4")
const other = makeFilm(200_000, "second.mp4", 5)
const env = { REELWIRE_NAME: "member", REELWIRE_PASSWORD: "secret" }

/** The client library, logged in as a member that is registered. */
async function remoteOf({ port }: { readonly port: number }): Promise<Remote> {
  const remote = await connect({ host: "127.0.0.1", port })
  await remote.call("login", { name: "member", password: prehash("secret"), user_type: "user" })
  return remote
}

/** A server with films whose one slot its admin has. */
async function heldServer(server: TestServer): Promise<{ admin: Peer; held: number }> {
  const admin = await connectAdmin(server)
  await upload(admin, film)
  await upload(admin, other)
  const held = await hold(admin)
  await admin.ok({ type: "register", name: "member", password: prehash("secret"), user_type: "user" })
  return { admin, held }
}

async function lineIs(admin: Peer, ...names: string[]): Promise<void> {
  await until(
    `the line is ${names.join()}`,
    async () => (await lineSeenBy(admin)).line.join() === names.join(),
  )
}

describe("a download in the line", () => {
  test("is told how many are in front, takes its turn, and has one slot for all of its connections", async () => {
    await using folder = await tempFolder()
    await using server = await startServer({ ...oneSlot, pieceBytes: 65_536 })
    const { admin, held } = await heldServer(server)
    const first = await connectMember(server, "first")
    const place = await getInLine(first)
    await using remote = await remoteOf(server)
    const standings: Standing[] = []
    let turns = 0
    const downloading = downloadFilm(remote, 1, {
      folder: folder.path,
      overwrite: false,
      patienceS: 5,
      connections: 4,
      onQueued: (standing) => standings.push(standing),
      onTurn: () => turns++,
    })
    await lineIs(admin, "first", "member")
    await letGo(admin, held)
    await turnOf(first, place)
    const firsts = await hold(first, { place })
    await until("nobody is in front", () => standings.at(-1)?.frontUsers === 0)
    assert.equal(standings[0]?.frontUsers, 1)
    await letGo(first, firsts)
    const { path } = await downloading
    assert.ok(turns >= 1)
    await assertFile(path, film.bytes)
    // It says that it has all: nobody waits for what might come.
    await nobodyThere(admin)
  })

  test("that is given up leaves the line", async () => {
    await using folder = await tempFolder()
    await using server = await startServer(oneSlot)
    const { admin } = await heldServer(server)
    await using remote = await remoteOf(server)
    const ending = new AbortController()
    const options = { folder: folder.path, overwrite: false, patienceS: 5, signal: ending.signal }
    const downloading = downloadFilm(remote, 1, options)
    await lineIs(admin, "member")
    ending.abort(new Error("enough"))
    await assert.rejects(downloading, /enough/)
    await lineIs(admin)
  })

  test("that lost its place gets in line again", async () => {
    await using folder = await tempFolder()
    await using server = await startServer(oneSlot)
    const { admin, held } = await heldServer(server)
    await using remote = await remoteOf(server)
    const downloading = downloadFilm(remote, 1, { folder: folder.path, overwrite: false, patienceS: 5 })
    await lineIs(admin, "member")
    const member = await server.connect()
    await logIn(member, "member")
    const place = await getInLine(member)
    const behind = await connectMember(server, "behind")
    await getInLine(behind)
    await member.ok({ type: "leave_queue", place })
    await lineIs(admin, "behind", "member")
    await behind[Symbol.asyncDispose]()
    await letGo(admin, held)
    await downloading
  })
})

forEachDatabase((kit) => {
  test("a download keeps its place where the server is started anew", async () => {
    await using folder = await tempFolder()
    await using library = await lastingLibrary(kit)
    let downloading: Promise<{ readonly path: string }> | undefined
    let port = 0
    await using stack = new AsyncDisposableStack()
    {
      await using server = await library.start(oneSlot)
      port = server.port
      const { admin } = await heldServer(server)
      const remote = stack.use(await remoteOf(server))
      downloading = downloadFilm(remote, 1, { folder: folder.path, overwrite: false, patienceS: 60 })
      await lineIs(admin, "member")
      await getInLine(await connectMember(server, "behind"))
    }
    await using server = await library.start({ ...oneSlot, port, queueGraceS: 60 })
    const behind = await server.connect()
    await logIn(behind, "behind")
    const place = await getInLine(behind)
    const { path } = await downloading
    await assertFile(path, film.bytes)
    await turnOf(behind, place)
  })
})

describe("the clients", { concurrency: 2 }, () => {
  test("several films wait one after the other; who isn't at a terminal reads lines", async () => {
    await using folder = await tempFolder()
    await using server = await startServer(oneSlot)
    const { admin, held } = await heldServer(server)
    const { result } = startCli("user", ["download", "1", "2"], { port: server.port, cwd: folder.path, env })
    await lineIs(admin, "member")
    const last = await connectMember(server, "last")
    const place = await getInLine(last)
    await letGo(admin, held)
    await turnOf(last, place)
    const lasts = await hold(last, { place })
    await lineIs(admin, "member")
    await letGo(last, lasts)
    const { code, stderr } = await result
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^first\.mp4: you are next in line$/m)
    assert.match(stderr, /^second\.mp4: you are next in line/m)
    await assertFile(join(folder.path, "downloads", "second.mp4"), other.bytes)
  })

  test("a terminal shows live how many are in front; Ctrl-C leaves the line", async () => {
    await using folder = await tempFolder()
    await using server = await startServer(oneSlot)
    const { admin, held } = await heldServer(server)
    const first = await connectMember(server, "first")
    const place = await getInLine(first)
    const {
      file,
      args,
      env: variables,
    } = cliCommand("user", ["download", "1"], { port: server.port, cwd: folder.path, env })
    await using terminal = new Terminal(file, args, { cwd: folder.path, env: variables })
    await terminal.see("1 person in front of you")
    await letGo(admin, held)
    await turnOf(first, place)
    await hold(first, { place })
    await terminal.see("you are next in line")
    terminal.type(keys.ctrlC)
    assert.equal(await terminal.ended(), 130)
    await lineIs(admin)
  })

  test("a player starts when the turn has come", async () => {
    await using folder = await tempFolder()
    await using server = await startServer({ ...oneSlot, slotLingerS: 0.5 })
    const admin = await connectAdmin(server)
    await upload(admin, film)
    const told = join(folder.path, "told")
    const bin = join(folder.path, "bin")
    await mkdir(bin)
    await writeFile(join(bin, "mpv"), `#!/bin/sh\necho played > ${told}\n`)
    await chmod(join(bin, "mpv"), 0o755)
    await admin.ok({ type: "register", name: "member", password: prehash("secret"), user_type: "user" })
    // Its slot is kept while its bytes are not taken.
    const holder = await connectMember(server, "holder")
    await upload(admin, makeFilm(24 * 1024 * 1024, "long.mp4", 9))
    await holder.ok({ type: "download_movie", movie_id: 2, queue: "tell" })
    holder.pause()
    const where = { port: server.port, cwd: folder.path, env: { ...env, PATH: `${bin}:${process.env.PATH}` } }
    const { result } = startCli("user", ["play", "1", "--player", "mpv"], where)
    await lineIs(admin, "member")
    await assert.rejects(readFile(told))
    holder.reset()
    const { code, stderr } = await result
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^first\.mp4: you are next in line$/m)
    assert.equal(await readFile(told, "utf8"), "played\n")
  })

  test("an admin sees who downloads and who waits, as a table, as JSON, and live", async () => {
    await using cli = await startAdminCli({ ...oneSlot, downloadSlots: 1 })
    await upload(cli.peer, film)
    const empty = await cli.run("queue")
    assert.match(empty.stdout, /^0 of 1 transfer slots are taken; 0 in line\.$/m)
    const held = await hold(cli.peer)
    const member = await connectMember(cli.server, "member")
    await member.ok({ type: "buy_vip" })
    const place = await getInLine(member)
    const away = await connectMember(cli.server, "gone")
    await getInLine(away)
    away.reset()
    await until("it is away", async () => {
      const { line } = await cli.peer.ok({ type: "list_queue" })
      return Array.isArray(line) && line[1]?.is_away === 1
    })
    const { stdout } = await cli.run("queue")
    assert.match(stdout, /^1 of 1 transfer slots are taken; 2 in line\.$/m)
    assert.match(stdout, /boss .*first\.mp4 .*between two ranges .* 1 B/)
    assert.match(stdout, /1 │ member .*first\.mp4 .*VIP .*waits/)
    assert.match(stdout, /2 │ gone .*first\.mp4 .*– .*away/)
    const json = await cli.json(["queue", "--watch"])
    assert.ok(Array.isArray(json.line) && Array.isArray(json.slots))
    assert.deepEqual([json.most_slots, json.line.length, json.slots.length], [1, 2, 1])
    assert.deepEqual([json.line[0].front_users, json.line[1].front_users], [0, 1])
    await using terminal = cli.terminal("queue", "--watch")
    await terminal.see("between two ranges")
    await letGo(cli.peer, held)
    await turnOf(member, place)
    await terminal.see("offered")
    terminal.type(keys.ctrlC)
    assert.equal(await terminal.ended(), 0)
  })
})
