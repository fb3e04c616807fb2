import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { type Client, type CliResult, runCli } from "../kit/cli.ts"
import { startServer, type TestServer } from "../kit/server.ts"

let server: TestServer

before(async () => {
  server = await startServer()
})

after(() => server[Symbol.asyncDispose]())

/** Runs a client as somebody whom the server does not know. */
function run(
  client: Client,
  name: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  const as = { REELWIRE_NAME: name, REELWIRE_PASSWORD: "secret", ...env }
  return runCli(client, words, { port: server.port, cwd: import.meta.dirname, env: as })
}

describe("usage", { concurrency: 2 }, () => {
  test("wrong usage ends with 2 and one line that says what is wrong", async () => {
    const wrong: readonly (readonly [string[], string])[] = [
      [["bogus"], "bogus"],
      [["list", "--bogus"], "--bogus"],
      [["list", "more"], "more"],
      [["list", "--type", "short"], "--type"],
      [["list", "--type"], "--type"],
      [["download", "0"], "<ID>"],
      [["download"], "<ID>"],
      [["list", "--server", "nowhere"], "--server"],
      [[], "command"],
    ]
    for (const [words, what] of wrong) {
      const { code, stdout, stderr } = await run("user", "anna", words)
      assert.deepEqual([code, stdout, stderr.trimEnd().split("\n").length], [2, "", 1], stderr)
      assert.ok(stderr.includes(what), stderr)
    }
    const half = await run("admin", "boss", ["notices", "--json"])
    assert.deepEqual([half.code, JSON.parse(half.stdout).code], [2, "HALF_A_COMMAND"])
  })

  test("without a password and without a terminal a command says what is missing", async () => {
    const { code, stderr } = await run("user", "anna", ["list"], { REELWIRE_PASSWORD: "" })
    assert.equal(code, 2)
    assert.match(stderr, /--password-file/)
  })

  test("a server that is not there ends with 3", async () => {
    const result = await run("user", "anna", ["list", "--server", "127.0.0.1:1", "--json"])
    assert.deepEqual([result.code, JSON.parse(result.stdout).code], [3, "CANNOT_CONNECT"])
  })

  test("Chinese is spoken where LANG, LC_ALL or --lang asks for it, by the server too", async () => {
    const chinese = /\p{Script=Han}/u
    const ways: readonly (readonly [string[], Record<string, string>])[] = [
      [["login", "--lang", "zh"], {}],
      [["login"], { LANG: "zh_CN.UTF-8" }],
      [["login"], { LC_ALL: "zh_CN.UTF-8", LANG: "en_US.UTF-8" }],
    ]
    for (const [words, env] of ways) {
      const { stderr } = await run("user", "no one", words, env)
      assert.equal(stderr, "用户名、密码或账号类型错误\n")
    }
    assert.match((await run("user", "", ["--help", "--lang", "zh"])).stdout, chinese)
    assert.doesNotMatch(
      (await run("user", "", ["--help"], { LC_ALL: "C", LANG: "zh_CN.UTF-8" })).stdout,
      chinese,
    )
  })
})
