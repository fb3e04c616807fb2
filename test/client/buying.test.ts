import assert from "node:assert/strict"
import { test } from "node:test"
import { type CliResult, runCli, tempFolder } from "../kit/cli.ts"
import { uploadPaid } from "../kit/paid-film.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { listedFilm, loginReply, vipReply } from "../kit/scripted-replies.ts"
import { type Caller, startScriptedServer } from "../kit/scripted-server.ts"
import { startServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"

const movie = { ...listedFilm, is_free: 0, price_fen: 1000 }
const terms = { terms: [{ days: 30, price_fen: 3000 }], vip_until: null, balance_fen: 10_000 }
const isBuying = (type: unknown): boolean => type === "buy_movie" || type === "buy_vip"

function json({ stdout }: CliResult): Readonly<Record<string, unknown>> {
  return asObject(JSON.parse(stdout))
}

for (const words of [["buy", "1"], ["buy-vip"]]) {
  test(`${words[0]}: where the reply is lost the same is asked again under the same key, and what became of it is told`, async () => {
    const keys: unknown[] = []
    const answer = async (caller: Caller): Promise<void> => {
      for (;;) {
        const { type, request_key } = await caller.request()
        if (isBuying(type)) keys.push(request_key)
        // Done, but nobody hears of it: not the first time, and not the three times after that.
        if (isBuying(type) && keys.length < 5) {
          caller.socket.destroy()
          return
        }
        const bought = { ...vipReply, purchase_id: 1 }
        caller.reply({ ...loginReply, movies: [movie], next_before_id: null, ...terms, ...bought })
      }
    }
    await using server = await startScriptedServer(answer, answer, answer, answer, answer, answer)
    await using folder = await tempFolder()
    const env = { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "p" }
    const result = await runCli("user", [...words, "--yes"], { port: server.port, cwd: folder.path, env })
    assert.equal(result.code, 0, result.stderr)
    assert.match(result.stdout, /¥30\.00.*¥70\.00 is left/)
    assert.match(result.stderr, /asking again/)
    assert.deepEqual([keys.length, new Set(keys).size], [5, 1])
  })
}

test("where something broke in the server it isn't said that nothing was bought", async () => {
  const broken = { flag: false, msg: "broken", code: "INTERNAL" }
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      const { type } = await caller.request()
      caller.reply({ ...loginReply, ...terms, ...(isBuying(type) ? broken : {}) })
    }
  })
  await using folder = await tempFolder()
  const env = { REELWIRE_NAME: "n", REELWIRE_PASSWORD: "p" }
  const result = await runCli("user", ["buy-vip", "--yes"], { port: server.port, cwd: folder.path, env })
  assert.notEqual(result.code, 0)
  assert.match(result.stderr, /it isn't known whether it was bought/)
})

test("films are bought for the price that was confirmed, once, and listed with what was paid", async () => {
  await using server = await startServer()
  await using folder = await tempFolder()
  const admin = await connectAdmin(server)
  const id = String(await uploadPaid(admin, "film.mp4"))
  await connectMember(server, "mia")
  const env = { REELWIRE_NAME: "mia", REELWIRE_PASSWORD: "secret" }
  const where = { port: server.port, cwd: folder.path, env }
  const run = (...words: string[]): Promise<CliResult> => runCli("user", words, where)

  const unconfirmed = await run("buy", id, "--json")
  assert.deepEqual([unconfirmed.code, json(unconfirmed).code], [2, "NEEDS_YES"])
  const unpaid = await run("download", id, "--json")
  assert.deepEqual([unpaid.code, json(unpaid).code], [2, "NEEDS_YES"])
  const bought = await run("buy", id, "--yes", "--json")
  const film = { id: Number(id), name: "film.mp4" }
  assert.deepEqual(json(bought).bought, [{ ...film, price_fen: 1000, balance_fen: 9000 }])
  const again = await run("buy", id, "--yes")
  assert.deepEqual([again.code, again.stdout.trim()], [0, "film.mp4 is yours already; nothing was paid."])
  assert.equal((await run("download", id)).code, 0, "what was bought is downloaded without a question")
  assert.match((await run("list")).stdout, /film\.mp4 .*yours/)
  assert.match((await run("purchases")).stdout, /film\.mp4 .*¥10\.00/)
  assert.equal((await run("balance")).stdout.trim(), "Your balance is ¥90.00.")
  assert.match(
    (await run("statement")).stdout,
    /│ welcome gift +│ +│ \+¥100\.00 .*\n.*film .*film\.mp4 .*-¥10\.00 .*¥90\.00/,
  )

  await admin.ok({ type: "delete_movie", delete_movie_id: Number(id) })
  assert.equal((await run("download", id, "--to", "again")).code, 0, "also from the trash")
  assert.match((await run("purchases")).stdout, /off sale/)
  const unknown = await run("buy-vip", "--days", "7", "--yes", "--json")
  assert.deepEqual([unknown.code, json(unknown).code], [2, "NO_SUCH_TERM"])
})

test("prices are set in yuan, offered for a time, and taken away", async () => {
  await using server = await startServer()
  await using folder = await tempFolder()
  const id = String(await uploadPaid(await connectAdmin(server), "film.mp4"))
  const env = { REELWIRE_NAME: "admin", REELWIRE_PASSWORD: "secret" }
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli("admin", ["prices", ...words], {
      port: server.port,
      cwd: folder.path,
      env,
    })
    return code === 0 ? stdout.trim() : `${code} ${stderr.trim()}`
  }
  const costs = (price: string, vip: string): string =>
    `film.mp4 (number ${id}) costs members ¥${price} and VIPs ¥${vip} now.`
  assert.equal(await run("set", id, "--price", "19.9", "--vip-price", "8"), costs("19.90", "8.00"))
  assert.equal(await run("offer", id, "9.99", "--until", "2999-12-24 18:00"), costs("9.99", "8.00"))
  assert.equal(await run("offer", id, "none"), costs("19.90", "8.00"))
  assert.equal(await run("set", id, "--price", "default", "--vip-price", "default"), costs("10.00", "5.00"))
  assert.equal(await run("free", id), costs("0.00", "0.00"))
  assert.equal(await run("paid", id), costs("10.00", "5.00"))
  for (const wrong of [
    ["set", id, "--price", "1.234"],
    ["set", id, "--price", "-1"],
    ["offer", id, "5", "--until", "soon"],
    ["set", id],
  ]) {
    assert.match(await run(...wrong), /^2 /, wrong.join(" "))
  }
})
