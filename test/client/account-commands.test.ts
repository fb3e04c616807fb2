import assert from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { connect } from "../../client/remote.ts"
import { User } from "../../db/user.ts"
import { type CliResult, cliCommand, runCli, tempFolder } from "../kit/cli.ts"
import { codeIn, letter, letters, otherCode, pass } from "../kit/letters.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { Terminal } from "../kit/terminal.ts"

let server: TestServer
let folder: Awaited<ReturnType<typeof tempFolder>>

before(async () => {
  server = await startServer({ publicUrl: "https://films.example" })
  folder = await tempFolder()
})

after(async () => {
  await server[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

/** Runs the members' client as somebody whose password is "secret". */
function run(name: string, words: readonly string[], env: Record<string, string> = {}): Promise<CliResult> {
  const as = { REELWIRE_NAME: name, REELWIRE_PASSWORD: "secret", ...env }
  return runCli("user", words, { port: server.port, cwd: folder.path, env: as })
}

/** The members' client on a terminal, where nothing but these variables is given beforehand. */
function open(words: readonly string[], given: Record<string, string> = {}): Terminal {
  const { file, args, env } = cliCommand("user", words, { port: server.port, cwd: folder.path, env: given })
  return new Terminal(file, args, { cwd: folder.path, env })
}

/** The one JSON document that a client printed. */
function json({ stdout }: CliResult): Record<string, unknown> {
  return JSON.parse(stdout)
}

/** Whether somebody can log in with a typed password. */
async function canLogIn(name: string, password: string): Promise<boolean> {
  await using remote = await connect({ host: "127.0.0.1", port: server.port })
  return await remote.call("login", { name, password: prehash(password), user_type: "user" }).then(
    () => true,
    () => false,
  )
}

describe("accounts on the command line", { concurrency: false }, () => {
  test("register takes a profile, which profile shows and profile set changes", async () => {
    const words = [
      "register",
      "--email",
      "anna@films.example",
      "--display-name",
      "Anna",
      "--gender",
      "female",
    ]
    assert.equal((await run("anna", words)).code, 0)
    await run("anna", ["profile", "set", "--phone", "+86 138 0013 8000", "--display-name", "-"])
    const { flag: _, code: __, ...profile } = json(await run("anna", ["profile", "--json"]))
    assert.deepEqual(profile, {
      name: "anna",
      display_name: null,
      email: "anna@films.example",
      email_verified: 0,
      phone: "+8613800138000",
      phone_verified: 0,
      gender: "female",
    })
    const shown = await run("anna", ["profile", "show"])
    assert.match(shown.stdout, /mail address.*anna@films\.example.*not verified/)
    const wrong = await run("anna", ["profile", "set", "--gender", "none", "--json"])
    assert.deepEqual([wrong.code, json(wrong).code], [2, "WRONG_VALUE"])
  })

  test("profile set asks for the password where an address changes, and not else, for who stays logged in", async () => {
    const stays = { REELWIRE_STATE_DIR: join(folder.path, "remembering") }
    await run("lena", ["register"])
    await run("lena", ["login", "--remember"], stays)
    const noPassword = { ...stays, REELWIRE_PASSWORD: "" }
    assert.equal((await run("lena", ["profile", "set", "--display-name", "Lena"], noPassword)).code, 0)
    const words = ["profile", "set", "--email", "lena@films.example", "--json"]
    const missing = await run("lena", words, noPassword)
    assert.deepEqual([missing.code, json(missing).code], [2, "MISSING"])
    await using terminal = open(words.slice(0, -1), { ...stays, REELWIRE_NAME: "lena" })
    await terminal.answer("Password:", "secret")
    await terminal.see("Your profile is changed.")
    assert.equal(await terminal.ended(), 0)
    const { email, display_name } = json(await run("lena", ["profile", "--json"], noPassword))
    assert.deepEqual([email, display_name], ["lena@films.example", "Lena"])
  })

  test("verify sends a code, takes it later, and on a terminal asks for it until it is right", async () => {
    const sent = json(await run("anna", ["verify", "email", "--json"]))
    assert.deepEqual([sent.flag, sent.verified], [true, false])
    const code = codeIn(await letter(server, 1))
    const wrong = await run("anna", ["verify", "email", "--code", otherCode(code), "--json"])
    assert.deepEqual([wrong.code, json(wrong).code], [1, "BAD_CODE"])
    assert.equal((await run("anna", ["verify", "email", "--code", code])).code, 0)
    await using terminal = open(["verify", "phone"])
    await terminal.answer("Name:", "anna")
    await terminal.answer("Password:", "secret")
    // The question is there again only below what was said to the last answer.
    const answer = (said: string, digits: string) => terminal.answer(`${said}\r\n? The six digits`, digits)
    await answer("10 minutes.", "12")
    await answer("That is no such code.", "")
    await terminal.see("Too many tries")
    await pass(server, 60)
    await answer("s.", "")
    const second = codeIn(await letter(server, 3))
    await answer("10 minutes.", otherCode(second))
    await answer("have a new one sent.", second)
    await terminal.see("The address is verified.")
    assert.equal(await terminal.ended(), 0)
  })

  test("a forgotten password is set anew by a code or by the link, from a file or a variable", async () => {
    await pass(server, 60)
    assert.equal((await run("anna", ["password", "forgot"])).code, 0)
    const mail = await letter(server, 4)
    assert.equal(mail.to, "anna@films.example")
    const file = join(folder.path, "new")
    await writeFile(file, "from a file\n")
    assert.equal(
      (await run("anna", ["password", "reset", codeIn(mail), "--new-password-file", file])).code,
      0,
    )
    assert.ok(await canLogIn("anna", "from a file"))
    await pass(server, 60)
    await run("anna", ["password", "forgot", "--phone"])
    const text = await letter(server, 6)
    assert.equal(text.way, "phone")
    const link = /https:\S+/.exec(text.text)?.[0] ?? assert.fail()
    const env = { REELWIRE_NEW_PASSWORD: "secret" }
    const reset = json(await run("", ["password", "reset", link, "--json"], env))
    assert.deepEqual([reset.flag, reset.name], [true, "anna"])
    assert.ok(await canLogIn("anna", "secret"))
    const nonsense = await run("anna", ["password", "reset", "12345", "--json"], env)
    assert.deepEqual([nonsense.code, json(nonsense).code], [2, "WRONG_VALUE"])
  })

  test("password change takes the new one from the terminal twice, and never from the command line", async () => {
    await using terminal = open(["password", "change"])
    await terminal.answer("Name:", "anna")
    await terminal.answer("Password:", "secret")
    await terminal.answer("New password:", "typed")
    await terminal.answer("Password once more:", "typed")
    await terminal.see("Your password is changed.")
    assert.equal(await terminal.ended(), 0)
    const back = { REELWIRE_PASSWORD: "typed", REELWIRE_NEW_PASSWORD: "secret" }
    assert.equal((await run("anna", ["password", "change"], back)).code, 0)
    assert.ok(await canLogIn("anna", "secret"))
    const unknown = await run("anna", ["password", "change", "secret"])
    assert.equal(unknown.code, 2)
    assert.equal(json(await run("anna", ["password", "change", "--json"])).code, "MISSING")
  })

  test("rename changes the name, and says no to a taken one", async () => {
    await run("bob", ["register"])
    const taken = await run("anna", ["rename", "BOB", "--json"])
    assert.deepEqual([taken.code, json(taken).code], [1, "NAME_TAKEN"])
    assert.equal((await run("anna", ["rename", "anne"])).code, 0)
    assert.ok(await canLogIn("anne", "secret"))
  })

  test("delete-account tells what is lost, and wants the name typed or --yes", async () => {
    const alone = await run("anne", ["delete-account", "--json"])
    assert.deepEqual([alone.code, json(alone).code], [2, "NEEDS_YES"])
    {
      await using terminal = open(["delete-account"])
      await terminal.answer("Name:", "anne")
      await terminal.answer("Password:", "secret")
      await terminal.see("¥100.00")
      await terminal.answer("Type your name, anne", "anna")
      await terminal.see("Nothing was done.")
      assert.equal(await terminal.ended(), 1)
    }
    await using terminal = open(["delete-account"])
    await terminal.answer("Name:", "anne")
    await terminal.answer("Password:", "secret")
    await terminal.answer("Type your name, anne", "anne")
    await terminal.see("Your account is deleted.")
    assert.equal(await terminal.ended(), 0)
    assert.ok(!(await canLogIn("anne", "secret")))
    const bob = json(await run("bob", ["delete-account", "--yes", "--json"]))
    assert.deepEqual([bob.flag, bob.forfeit_fen], [true, 10_000])
    const left = await server.running.app.database.run(() => User.select({ erase_time: null }))
    assert.deepEqual(
      left.map(({ name }) => name),
      ["lena"],
    )
    assert.ok(letters(server).length > 0)
  })
})

test("register asks on a terminal for what the server wants beside name and password", async () => {
  await using strict = await startServer({ requiredProfile: ["email", "gender"] })
  await using own = await tempFolder()
  const { file, args, env } = cliCommand("user", ["register"], { port: strict.port, cwd: own.path })
  await using terminal = new Terminal(file, args, { cwd: own.path, env })
  await terminal.answer("Name:", "mei")
  await terminal.answer("Password:", "secret")
  await terminal.answer("Password once more:", "secret")
  await terminal.answer("mail address (needed here):", "mei@films.example")
  await terminal.choose("gender", "female")
  await terminal.see("mei is registered.")
  assert.equal(await terminal.ended(), 0)
})
