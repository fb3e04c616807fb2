import assert from "node:assert/strict"
import { test } from "node:test"
import { cutToWidth, displayWidth, wrapToWidth } from "../../client/terminal/display-width.ts"
import { formatBytes, formatDuration, formatPrice, formatTime } from "../../client/terminal/format.ts"
import { formatTable } from "../../client/terminal/format-table.ts"
import { printableLine, printableLines } from "../../client/terminal/printable.ts"
import { RateMeter } from "../../client/terminal/rate-meter.ts"
import { cliCommand, runCli, tempFolder } from "../kit/cli.ts"
import { listedFilm, loginReply } from "../kit/scripted-replies.ts"
import { startScriptedServer } from "../kit/scripted-server.ts"
import { keys, Terminal } from "../kit/terminal.ts"

test("text from elsewhere can't move the cursor, colour, break lines or turn them around", () => {
  assert.equal(printableLine("a\u001b[31mb\u0007c\u009b2Jd\r\ne\u202ef\u2066g\u2028h"), "a[31mbc2Jd efgh")
  assert.equal(printableLine("\ud800x"), "\ufffdx")
  assert.equal(printableLines("one\r\ntwo\u001b[2J\nthree"), "one\ntwo[2J\nthree")
})

test("Chinese characters take two columns, marks none", () => {
  assert.deepEqual(["abc", "影片", "《a》", "é", "🎬"].map(displayWidth), [3, 4, 5, 1, 2])
  assert.deepEqual(wrapToWidth("霸王别姬abc", 5), ["霸王", "别姬a", "bc"])
  assert.deepEqual(wrapToWidth("", 5), [""])
  assert.equal(cutToWidth("霸王别姬", 8), "霸王别姬")
  assert.equal(cutToWidth("霸王别姬", 7), "霸王别…")
})

test("sizes, times, prices and moments are short and never break a column", () => {
  assert.deepEqual([0, 999, 1000, 99_950, 999_499, 999_500, 64e9, 5e15].map(formatBytes), [
    "0 B",
    "999 B",
    "1.0 KB",
    "100.0 KB",
    "999 KB",
    "1.0 MB",
    "64.0 GB",
    "5000 TB",
  ])
  assert.deepEqual([0, 7, 754, 3723, Number.NaN, Infinity].map(formatDuration), [
    "0:00",
    "0:07",
    "12:34",
    "1:02:03",
    "--:--",
    "--:--",
  ])
  assert.equal(formatPrice(1050), "¥10.50")
  assert.match(formatTime("2026-01-02T03:04:05.000Z"), /^2026-01-0[123] \d\d:04$/)
  assert.equal(formatTime("yesterday"), "yesterday")
})

test("a rate is that of the last seconds", () => {
  const meter = new RateMeter()
  assert.equal(meter.bytesPerSecond, 0)
  for (let s = 0; s <= 20; s++) meter.add(s < 10 ? s * 1000 : 10_000 + (s - 10) * 50, s * 1000)
  assert.equal(meter.bytesPerSecond, 50)
})

test("a table's rows are equally wide, and a long name is broken where the terminal ends", () => {
  const columns = [
    { head: "编号", align: "right" as const },
    { head: "名称", wraps: true },
  ]
  const lines = formatTable(
    columns,
    [
      ["1", "一部名字很长的电影abc"],
      ["22", "b\u001b[31m"],
    ],
    24,
  ).split("\n")
  const widths = new Set(lines.map(displayWidth))
  assert.equal(widths.size, 1)
  assert.ok(Math.max(...widths) <= 24)
  assert.ok(lines.some((line) => line.includes("b[31m")))
})

const evil = "\u001b]0;owned\u0007\u001b[2J\u009b2J\u202eevil"

test("a hostile server's texts reach neither the terminal nor a pipe as they are", async () => {
  await using folder = await tempFolder()
  const movie = { ...listedFilm, name: evil }
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      const { type } = await caller.request()
      if (type === "vip_terms") caller.reply({ flag: false, code: evil, msg: evil })
      else
        caller.reply({
          ...loginReply,
          movies: [movie],
          next_before_id: null,
          notice: [{ title: evil, content: evil }],
        })
    }
  })
  const where = { port: server.port, cwd: folder.path, env: { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "p" } }
  const results = await Promise.all([
    runCli("user", ["list"], where),
    runCli("user", ["login"], where),
    runCli("user", ["buy-vip", "--yes"], where),
    runCli("user", ["list", "--json"], where),
  ])
  for (const { stdout, stderr } of results) {
    assert.ok((stdout + stderr).includes("evil"))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    assert.doesNotMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  }
})

test("a list whose pages never end is given up", async () => {
  await using folder = await tempFolder()
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      await caller.request()
      caller.reply({ ...loginReply, movies: [listedFilm], next_before_id: 1 })
    }
  })
  const env = { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "p" }
  const { code } = await runCli("user", ["list"], { port: server.port, cwd: folder.path, env })
  assert.equal(code, 3)
})

test("NO_COLOR keeps colours off a terminal", async () => {
  await using folder = await tempFolder()
  await using server = await startScriptedServer(async () => undefined)
  for (const [env, hasColours] of [
    [{ NO_COLOR: "1" }, false],
    [{}, true],
  ] as const) {
    const where = { port: server.port, cwd: folder.path, env }
    const { file, args, env: variables } = cliCommand("user", [], where)
    await using terminal = new Terminal(file, args, { cwd: folder.path, env: variables })
    await terminal.see("Quit")
    terminal.type(keys.ctrlC)
    assert.equal(await terminal.ended(), 130)
    assert.equal(terminal.raw.includes("\u001b[3"), hasColours)
  }
})
