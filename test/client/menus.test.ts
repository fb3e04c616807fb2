import assert from "node:assert/strict"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { connect, type Remote } from "../../client/remote.ts"
import { type Client, cliCommand, tempFolder } from "../kit/cli.ts"
import { type Film, makeFilm } from "../kit/films.ts"
import { startServer } from "../kit/server.ts"
import { keys, Terminal } from "../kit/terminal.ts"

type Where = { readonly port: number; readonly cwd: string; readonly env?: Record<string, string> }

/** A client's menu on a terminal. */
function open(client: Client, where: Where, words: readonly string[] = [], columns = 90): Terminal {
  const { file, args, env } = cliCommand(client, words, where)
  return new Terminal(file, args, { cwd: where.cwd, env }, columns)
}

const menu = "What would you like to do?"

/** Registers and logs in through the menu. */
async function enter(terminal: Terminal, name: string, asksInvitation: boolean): Promise<void> {
  await terminal.choose(menu, "Register")
  await terminal.answer(asksInvitation ? "Invitation" : "Name:", asksInvitation ? "" : name)
  if (asksInvitation) await terminal.answer("Name:", name)
  await terminal.answer("Password:", "secret")
  await terminal.answer("Password once more:", "secret")
  await terminal.see(`${name} is registered.`)
  await terminal.choose(menu, "Log in")
  await terminal.answer("Name:", name)
  await terminal.answer("Password:", "secret")
  await terminal.answer("Stay logged in on this device?", "n")
  await terminal.see(`Logged in as ${name}`)
}

/** An admin of the library, logged in, and films in it. */
async function stock(port: number, films: readonly Film[]): Promise<Remote> {
  const remote = await connect({ host: "127.0.0.1", port })
  const admin = { name: "boss", password: prehash("secret"), user_type: "admin" } as const
  await remote.call("register", admin)
  await remote.call("login", admin)
  for (const { bytes, request } of films) {
    const { type: _, ...fields } = request
    await remote.upload(
      fields,
      (async function* () {
        yield bytes
      })(),
    )
  }
  return remote
}

describe("menus", { concurrency: 2 }, () => {
  test("an admin registers, logs in, uploads picked files, lists and deletes after a yes", async () => {
    await using server = await startServer()
    await using folder = await tempFolder()
    await mkdir(join(folder.path, "films"))
    await writeFile(join(folder.path, "films", "one.mp4"), makeFilm(50_000, "one.mp4", 1).bytes)
    await writeFile(join(folder.path, "films", "two.mp4"), makeFilm(60_000, "two.mp4", 2).bytes)
    await using terminal = open("admin", { port: server.port, cwd: folder.path })
    await enter(terminal, "chief", true)

    await terminal.choose(menu, "Upload films")
    await terminal.answer("Folder to pick films from:", "films")
    await terminal.see("two.mp4")
    terminal.type(`${keys.space}${keys.down}${keys.space}${keys.enter}`)
    await terminal.choose("Free or paid?", "paid")
    await terminal.see("two.mp4 is in the library, number 2.")

    await terminal.choose(menu, "List films")
    await terminal.choose("Which films?", "all")
    await terminal.answer("Words of the name", "")
    const table = await terminal.see("one.mp4")
    assert.match(table, /│ +2 │ two\.mp4 │ 60\.0 KB │ ¥10\.00 │/)

    await terminal.choose(menu, "Delete a film")
    await terminal.search("(type to search)", "one")
    await terminal.answer("Delete one.mp4 (number 1)?", "n")
    await terminal.see("Nothing was done.")

    await terminal.choose(menu, "Delete a film")
    await terminal.see("(type to search)")
    terminal.type("zzz")
    await terminal.see("(nothing found)")
    terminal.type("\x7f\x7f\x7f")
    await terminal.see("two.mp4  (2, 60.0 KB, ¥10.00)")
    await terminal.search("(type to search)", "one")
    await terminal.answer("Delete one.mp4 (number 1)?", "y")
    await terminal.see("one.mp4 (number 1) is in the trash for 30 days")

    await terminal.choose(menu, "Quit")
    await terminal.see("Goodbye.")
    assert.equal(await terminal.ended(), 0)
    assert.ok(!terminal.shown.includes("secret"), "a password is never shown")
  })

  test("a member registers, buys VIP after a yes and downloads a film after confirming its price", async () => {
    await using server = await startServer({ downloadWaitS: 60 })
    await using folder = await tempFolder()
    const film = makeFilm(70_000, "《霸王别姬》.mp4", 3)
    await using _stocked = await stock(server.port, [{ ...film, request: { ...film.request, is_free: 0 } }])
    await using terminal = open("user", { port: server.port, cwd: folder.path })
    await enter(terminal, "mia", false)

    await terminal.choose(menu, "Become a VIP")
    await terminal.choose("For how long?", "30 days for ¥30.00")
    await terminal.answer("30 days of VIP cost ¥30.00; you have ¥100.00. Buy them?", "y")
    await terminal.see("¥30.00 was paid; ¥70.00 is left.")

    await terminal.choose(menu, "Download a film")
    await terminal.search("(type to search)", "霸王")
    await terminal.answer("《霸王别姬》.mp4 costs ¥5.00. Buy it?", "y")
    await terminal.see("《霸王别姬》.mp4 is yours for ¥5.00; ¥65.00 is left.")
    await terminal.see("100%")
    await terminal.see("is here (70.0 KB).")
    assert.deepEqual(await readFile(join(folder.path, "downloads", "《霸王别姬》.mp4")), film.bytes)

    await terminal.choose(menu, "Download a film")
    await terminal.search("(type to search)", "")
    await terminal.answer("exists already. Replace it?", "n")
    await terminal.see("Nothing was done.")

    await terminal.choose(menu, "My downloads")
    await terminal.see("│ delivered │")
    await terminal.choose(menu, "Log out")
    await terminal.see("Logged out.")
    await terminal.choose(menu, "Quit")
    assert.equal(await terminal.ended(), 0)
  })

  test("a wrong password is told and can be typed again, and two that differ make no account", async () => {
    await using server = await startServer()
    await using folder = await tempFolder()
    await using terminal = open("user", { port: server.port, cwd: folder.path }, ["--name", "ida"])
    await terminal.choose(menu, "Register")
    await terminal.answer("Password:", "secret")
    await terminal.answer("Password once more:", "other")
    await terminal.see("The two passwords differ.")
    await terminal.choose(menu, "Log in")
    await terminal.answer("Password:", "secret")
    await terminal.answer("Stay logged in on this device?", "n")
    await terminal.see("Name, password or kind of account is wrong.")
    await terminal.choose(menu, "Log in")
    await terminal.see("Password:")
    terminal.type(keys.ctrlC)
    await terminal.see("Interrupted.")
    await terminal.see(menu)
    terminal.type(keys.ctrlC)
    assert.equal(await terminal.ended(), 130)
    assert.doesNotMatch(terminal.shown, /\n\s+at /, "no stack trace")
  })

  test("the menu ends like Quit when the input does", async () => {
    await using server = await startServer()
    await using folder = await tempFolder()
    await using terminal = open("user", { port: server.port, cwd: folder.path })
    await terminal.see(menu)
    terminal.type(keys.ctrlD)
    await terminal.see("Goodbye.")
    assert.equal(await terminal.ended(), 0)
  })

  test("a command on a terminal asks for what is missing, and Ctrl-D there ends it with 130", async () => {
    await using server = await startServer()
    await using folder = await tempFolder()
    await using _stocked = await stock(server.port, [makeFilm(1000, "a.mp4")])
    const where = { port: server.port, cwd: folder.path }
    await using asked = open("admin", where, ["delete"])
    await asked.answer("Name:", "boss")
    await asked.answer("Password:", "secret")
    await asked.search("(type to search)", "")
    await asked.answer("Delete a.mp4 (number 1)?", "y")
    await asked.see("a.mp4 (number 1) is in the trash for 30 days")
    assert.equal(await asked.ended(), 0)
    await using ended = open("admin", where, ["list"])
    await ended.see("Name:")
    ended.type(keys.ctrlD)
    await ended.see("the input ended")
    assert.equal(await ended.ended(), 130)
  })

  test("Ctrl-C in a download from the menu ends the download and leads back to the menu", async () => {
    await using server = await startServer({ downloadWaitS: 60 })
    await using folder = await tempFolder()
    await using stocked = await stock(server.port, [makeFilm(1000, "a.mp4")])
    await stocked.call("register", { name: "cleo", password: prehash("secret"), user_type: "user" })
    const env = { REELWIRE_NAME: "cleo", REELWIRE_PASSWORD: "secret" }
    await using terminal = open("user", { port: server.port, cwd: folder.path, env })
    await terminal.choose(menu, "Log in")
    await terminal.choose(menu, "Download a film")
    await terminal.search("(type to search)", "")
    await terminal.see("starts in 5")
    terminal.type(keys.ctrlC)
    await terminal.see("Interrupted: what arrived of a.mp4 is kept")
    await terminal.choose(menu, "Who am I?")
    await terminal.see("cleo (number 2), user, not a VIP")
  })

  test("a Chinese menu has no English in it, and its table is straight", async () => {
    await using server = await startServer()
    await using folder = await tempFolder()
    const name = "一部名字很长很长的电影，它的名字在窄窄的终端里放不下.mp4"
    await using _stocked = await stock(server.port, [makeFilm(1000, name), makeFilm(2000, "b.mp4")])
    const env = { LANG: "zh_CN.UTF-8", REELWIRE_NAME: "boss", REELWIRE_PASSWORD: "secret" }
    await using terminal = open("admin", { port: server.port, cwd: folder.path, env }, [], 70)
    await terminal.choose("请选择操作", "登录")
    await terminal.choose("请选择操作", "影片列表")
    await terminal.choose("哪些影片？", "全部")
    await terminal.answer("名称中的字词", "")
    await terminal.see("b.mp4")
    const shown = await terminal.see("┘")
    const lines = shown.split(/\r?\n/).filter((line) => /^[│┌├└]/.test(line))
    const widthOf = (line: string): number =>
      [...line].reduce((sum, each) => sum + (/[⺀-鿿，]/u.test(each) ? 2 : 1), 0)
    assert.ok(lines.length >= 6, lines.join("\n"))
    assert.deepEqual(new Set(lines.map(widthOf)).size, 1, lines.join("\n"))
    assert.ok(widthOf(lines[0] ?? "") <= 70)
    await terminal.choose("请选择操作", "退出登录")
    await terminal.see("已退出登录")
    await terminal.choose("请选择操作", "退出")
    assert.equal(await terminal.ended(), 0)
    const ours = terminal.shown.replaceAll(/Reelwire|127\.0\.0\.1:\d+|boss|mp4|KB|No\.|b\./g, "")
    assert.doesNotMatch(ours, /[a-z]{3,}/i)
  })
})
