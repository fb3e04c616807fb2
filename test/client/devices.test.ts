import assert from "node:assert/strict"
import { chmod, cp, readdir, readFile, stat, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { describe, test } from "node:test"
import { isRefusal } from "../../client/refused.ts"
import { connect } from "../../client/remote.ts"
import { RememberedDevices } from "../../client/state/remembered-devices.ts"
import { stateFolder } from "../../client/state/state-folder.ts"
import { keepTrying } from "../../client/transfer/keep-trying.ts"
import { type CliResult, cliCommand, runCli, tempFolder } from "../kit/cli.ts"
import { connectMember, password } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { Terminal } from "../kit/terminal.ts"

/** A server with the member "mei", and a folder in which her client keeps its state. */
type Home = AsyncDisposable & {
  readonly server: TestServer
  readonly state: string
  readonly file: string
  /** Runs the members' client without a password, as if on this device or on another. */
  run(words: readonly string[], env?: Record<string, string>): Promise<CliResult>
  /** Stays logged in as mei. */
  remember(env?: Record<string, string>): Promise<void>
  terminal(...words: string[]): Terminal
}

async function startHome(): Promise<Home> {
  const owned = new AsyncDisposableStack()
  const cwd = owned.use(await tempFolder()).path
  const server = owned.use(await startServer())
  await connectMember(server, "mei")
  const state = join(cwd, ".state")
  const where = { port: server.port, cwd }
  return {
    server,
    state,
    file: join(state, "devices.json"),
    run: (words, env = {}) => runCli("user", words, { ...where, env }),
    remember: async (env = {}) => {
      const as = { REELWIRE_NAME: "mei", REELWIRE_PASSWORD: "secret", ...env }
      const { code, stderr } = await runCli("user", ["login", "--remember"], { ...where, env: as })
      assert.deepEqual([code, stderr], [0, ""])
    },
    terminal: (...words) => {
      const { file, args, env } = cliCommand("user", words, where)
      return new Terminal(file, args, { cwd, env })
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function json(result: Promise<CliResult>, code: number): Promise<Record<string, unknown>> {
  const done = await result
  assert.equal(done.code, code, done.stdout + done.stderr)
  return JSON.parse(done.stdout)
}

async function accountIn(file: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(file, "utf8")).accounts[0]
}

describe("devices that stay logged in", { concurrency: 2 }, () => {
  test("login --remember keeps a token for nobody else to read, and no password", async () => {
    await using home = await startHome()
    await home.remember()
    assert.equal((await stat(home.file)).mode & 0o777, 0o600)
    assert.equal((await stat(home.state)).mode & 0o777, 0o700)
    assert.deepEqual(await readdir(home.state), ["devices.json"])
    const kept = await readFile(home.file, "utf8")
    assert.ok(!kept.includes("secret") && !kept.includes(password))
  })

  test("without --remember nothing is kept", async () => {
    await using home = await startHome()
    const as = { REELWIRE_NAME: "mei", REELWIRE_PASSWORD: "secret" }
    assert.equal((await home.run(["login"], as)).code, 0)
    await assert.rejects(readdir(home.state))
    assert.equal((await home.run(["whoami"])).code, 2)
  })

  test("later commands take no password, also after the server was started anew, and each changes the token", async () => {
    await using home = await startHome()
    await home.remember()
    const tokens = new Set<string>()
    for (let round = 0; round < 3; round++) {
      assert.equal((await json(home.run(["whoami", "--json"]), 0)).name, "mei")
      tokens.add((await accountIn(home.file)).token ?? "")
      await home.server.running.app.sessions.endAllOf(1)
    }
    assert.equal(tokens.size, 3)
  })

  test("another name, another kind or another server is not logged in by it", async () => {
    await using home = await startHome()
    await home.remember()
    assert.equal((await home.run(["whoami", "--name", "other"])).code, 2)
    assert.equal((await home.run(["whoami", "--server", `localhost:${home.server.port}`])).code, 2)
    assert.equal((await home.run(["whoami", "--name", "MEI"])).code, 0)
  })

  test("programs at the same moment are all logged in, one after the other", async () => {
    await using home = await startHome()
    await home.remember()
    const results = await Promise.all(Array.from({ length: 6 }, () => home.run(["whoami"])))
    for (const { code, stderr } of results) assert.deepEqual([code, stderr], [0, ""])
    assert.equal((await home.run(["whoami"])).code, 0)
  })

  test("a program that was killed before it sent, or before it heard, leaves what the next one goes on with", async () => {
    await using home = await startHome()
    await home.remember()
    const killed = async (): Promise<Record<string, string>> => {
      const state = JSON.parse(await readFile(home.file, "utf8"))
      state.accounts[0].next = "n".repeat(43)
      await writeFile(home.file, JSON.stringify(state))
      return state.accounts[0]
    }
    await killed()
    assert.equal((await home.run(["whoami"])).code, 0)
    const { series, token } = await killed()
    const next = "m".repeat(43)
    const state = (await readFile(home.file, "utf8")).replace("n".repeat(43), next)
    await writeFile(home.file, state)
    const peer = await home.server.connect()
    await peer.ok({ type: "login_device", device_token: `${series}.${token}`, next_token: next })
    assert.equal((await home.run(["whoami"])).code, 0)
    assert.deepEqual(Object.keys(await accountIn(home.file)), ["server", "kind", "name", "series", "token"])
  })

  test("of two copies the second to be used is told, neither stays logged in, and the owner reads of it", async () => {
    await using home = await startHome()
    await home.remember()
    const copy = `${home.state}-copy`
    await cp(home.state, copy, { recursive: true })
    const thief = { REELWIRE_STATE_DIR: copy }
    assert.equal((await home.run(["whoami"], thief)).code, 0)
    const owner = await json(home.run(["whoami", "--json"]), 4)
    assert.equal(owner.code, "DEVICE_STOLEN")
    assert.equal((await json(home.run(["whoami", "--json"], thief), 4)).code, "DEVICE_FORGOTTEN")
    const as = { REELWIRE_NAME: "mei", REELWIRE_PASSWORD: "secret" }
    assert.match((await home.run(["notices"], as)).stdout, /copied a device's log-in/)
  })

  test("on a terminal a forgotten device is told, and the password is asked for", async () => {
    await using home = await startHome()
    await home.remember()
    const peer = await home.server.connect()
    const { series, token } = await accountIn(home.file)
    const reply = await peer.ok({
      type: "login_device",
      device_token: `${series}.${token}`,
      next_token: "n".repeat(43),
    })
    await peer.ok({ type: "logout", session: reply.session, forget_device: 1 })
    await using terminal = home.terminal("whoami")
    await terminal.see("doesn't stay logged in any longer")
    await terminal.answer("Name:", "mei")
    await terminal.answer("Password:", "secret")
    await terminal.see("mei (number 1)")
    assert.equal(await terminal.ended(), 0)
  })

  test("logout ends it here and on the server", async () => {
    await using home = await startHome()
    await home.remember()
    const { series, token } = await accountIn(home.file)
    assert.equal((await home.run(["logout"])).stdout, "Logged out.\n")
    assert.deepEqual(JSON.parse(await readFile(home.file, "utf8")).accounts, [])
    const peer = await home.server.connect()
    const again = { type: "login_device", device_token: `${series}.${token}`, next_token: "n".repeat(43) }
    await peer.fails("DEVICE_FORGOTTEN", again)
    assert.equal((await json(home.run(["logout", "--json"]), 1)).code, "NOT_REMEMBERED")
  })

  test("devices are listed, and one that is revoked is out at once", async () => {
    await using home = await startHome()
    const phone = { REELWIRE_STATE_DIR: `${home.state}-phone` }
    await home.remember()
    await home.remember(phone)
    const { devices } = await json(home.run(["devices", "list", "--json"]), 0)
    assert.ok(Array.isArray(devices) && devices.length === 2)
    const other = devices.find(({ is_this }) => is_this === 0)
    assert.equal((await home.run(["devices", "revoke", String(other.id)])).code, 0)
    assert.equal((await json(home.run(["whoami", "--json"], phone), 4)).code, "DEVICE_FORGOTTEN")
    assert.match((await home.run(["devices", "list"])).stdout, /this one/)
    assert.equal((await json(home.run(["devices", "revoke", "99", "--json"]), 1)).code, "NO_SUCH_DEVICE")
    const as = { REELWIRE_NAME: "mei", REELWIRE_PASSWORD: "secret" }
    const only = await json(home.run(["devices", "list", "--json"], as), 0)
    assert.ok(Array.isArray(only.devices) && only.devices.length === 1)
  })

  test("a file that others could read is mended with a warning, and one that makes no sense counts as none", async () => {
    await using home = await startHome()
    await home.remember()
    await chmod(home.file, 0o644)
    const { code, stderr } = await home.run(["whoami"])
    assert.equal(code, 0)
    assert.match(stderr, /Others could read .*devices\.json/)
    assert.equal((await stat(home.file)).mode & 0o777, 0o600)
    await writeFile(home.file, '{"device": 5')
    assert.equal((await home.run(["whoami"])).code, 2)
    await home.remember()
    assert.equal((await home.run(["whoami"])).code, 0)
  })

  test("an account that was renamed here stays logged in, under its new name", async () => {
    await using home = await startHome()
    await home.remember()
    const as = { REELWIRE_NAME: "mei", REELWIRE_PASSWORD: "secret" }
    assert.equal((await home.run(["rename", "meimei"], as)).code, 0)
    assert.equal((await accountIn(home.file)).name, "meimei")
    assert.equal((await home.run(["whoami", "--name", "meimei"])).code, 0)
  })

  test("what a program that was killed as it wrote has left, with a token in it, is gone after the next one", async () => {
    await using home = await startHome()
    await home.remember()
    await writeFile(`${home.file}.new`, "half of a st")
    await writeFile(`${home.file}.lock`, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, started: "1" }))
    assert.equal((await home.run(["whoami"])).code, 0)
    assert.deepEqual(await readdir(home.state), ["devices.json"])
  })

  test("a password that is given goes first, and leaves the token as it is", async () => {
    await using home = await startHome()
    await home.remember()
    const before = await readFile(home.file, "utf8")
    const as = { REELWIRE_NAME: "mei", REELWIRE_PASSWORD: "wrong" }
    assert.equal((await home.run(["whoami"], as)).code, 4)
    assert.equal(await readFile(home.file, "utf8"), before)
  })

  test("the menu begins logged in, and its log-out forgets the device", async () => {
    await using home = await startHome()
    const menu = "What would you like to do?"
    await using first = home.terminal()
    await first.choose(menu, "Log in")
    await first.answer("Name:", "mei")
    await first.answer("Password:", "secret")
    await first.answer("Stay logged in on this device?", "y")
    await first.see("Logged in as mei")
    await first.choose(menu, "Quit")
    assert.equal(await first.ended(), 0)
    await using second = home.terminal()
    await second.see("You are still logged in as mei.")
    await second.choose(menu, "Log out")
    await second.see("Logged out.")
    await second.choose(menu, "Quit")
    assert.equal(await second.ended(), 0)
    assert.deepEqual(JSON.parse(await readFile(home.file, "utf8")).accounts, [])
  })

  test("whoever stays logged in goes on in the menu when the session is lost, also by another name by then", async () => {
    await using home = await startHome()
    const menu = "What would you like to do?"
    const { sessions } = home.server.running.app
    await home.remember()
    await using terminal = home.terminal()
    await terminal.see("You are still logged in as mei.")
    await terminal.see(menu)
    await sessions.endAllOf(1)
    await terminal.choose(menu, "My balance")
    await terminal.see("Your balance is")
    await terminal.choose(menu, "Change my name")
    await terminal.answer("New name:", "mia")
    await terminal.answer("Password:", "secret")
    await terminal.see(menu)
    await sessions.endAllOf(1)
    await terminal.choose(menu, "Log out")
    await terminal.see("Logged out.")
    await terminal.choose(menu, "Quit")
    assert.equal(await terminal.ended(), 0)
    assert.deepEqual(JSON.parse(await readFile(home.file, "utf8")).accounts, [])
  })

  test("who is logged in by a device logs in again by it when the session is lost, from every connection", async () => {
    await using home = await startHome()
    await home.remember()
    const devices = new RememberedDevices(home.state, () => assert.fail("the file is private"))
    const server = `127.0.0.1:${home.server.port}`
    const wanted = { server, kind: "user", name: undefined } as const
    await using remote = await connect({ host: "127.0.0.1", port: home.server.port })
    await using other = remote.another()
    assert.ok((await devices.logIn(remote, wanted))?.answer)
    remote.logInAgainBy(async (over) => assert.ok((await devices.logIn(over, wanted))?.answer))
    for (let round = 0; round < 3; round++) {
      await home.server.running.app.sessions.endAllOf(1)
      const names = await Promise.all(
        [remote, other].map((each) =>
          keepTrying(each, { patienceS: 10 }, async () => (await each.call("who_am_i", {})).name),
        ),
      )
      assert.deepEqual(names, ["mei", "mei"])
    }
    await remote.call("logout", { forget_device: 1 })
    assert.equal(remote.isForgotten, false)
    await assert.rejects(other.call("who_am_i", {}), (error) => isRefusal(error, "NOT_LOGGED_IN"))
  })

  test("a folder that is set, or the one of the XDG base directories, holds the state", async () => {
    assert.equal(stateFolder("/given", { XDG_STATE_HOME: "/xdg" }), "/given")
    assert.equal(stateFolder("", { XDG_STATE_HOME: "/xdg" }), "/xdg/reelwire")
    assert.match(stateFolder("", { XDG_STATE_HOME: "relative" }), /\/\.local\/state\/reelwire$/)
    assert.match(stateFolder("", {}), /\/\.local\/state\/reelwire$/)
  })

  test("a lock that a killed program left is taken over", async () => {
    await using home = await startHome()
    await home.remember()
    const gone = JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, started: "1" })
    await writeFile(`${home.file}.lock`, gone)
    assert.equal((await home.run(["whoami"])).code, 0)
  })
})
