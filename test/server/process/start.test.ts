import assert from "node:assert/strict"
import { createServer } from "node:net"
import { test } from "node:test"
import { environmentName, optionName } from "../../../conf/setting.ts"
import { settings } from "../../../conf/settings.ts"
import { migrations } from "../../../db/migrations/all.ts"
import { id, varchar } from "../../../orm/field.ts"
import { migrate } from "../../../orm/migrate.ts"
import { createTable, migration } from "../../../orm/migration.ts"
import { type DatabaseKit, forEachDatabase, type TestDatabase } from "../../kit/databases.ts"
import { password } from "../../kit/people.ts"
import { run, runServer } from "../../kit/process.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

/** A fresh database that two programs may open, without anybody of this process having it open. */
async function unused(kit: DatabaseKit): Promise<TestDatabase> {
  const made = await kit.fresh()
  await made.database.close()
  return made
}

test("a server says in one short screen where it is, on what, and what next", async () => {
  await using server = await runServer()
  const peer = await server.connect()
  await peer.ok({ type: "ping" })
  await server.says(/npm run user/)
  const screen = server.stdout()
  assert.match(screen, new RegExp(`127\\.0\\.0\\.1:${server.port}`))
  assert.match(screen, /SQLite.*reelwire\.sqlite/)
  assert.ok(screen.includes(`${server.dataDir}/uploads`))
  assert.match(screen, /npm run admin/)
  assert.ok(screen.split("\n").length < 15, screen)
})

test("the screen speaks Chinese where the setting says so", async () => {
  await using server = await runServer({ REELWIRE_LANG: "zh" })
  await server.says(/\p{Script=Han}{2}/u)
})

test("--help lists every setting and exits with 0", async () => {
  await using program = run("server/main.ts", ["--help"])
  const { code, stdout } = await program.ended()
  assert.equal(code, 0)
  for (const name of Object.keys(settings)) {
    assert.ok(stdout.includes(`${optionName(name)} `) && stdout.includes(environmentName(name)), name)
  }
})

test("the list of settings has every setting, those of the clients as well", async () => {
  await using program = run("conf/print.ts")
  const { code, stdout } = await program.ended()
  assert.equal(code, 0)
  for (const name of [...Object.keys(settings).map(environmentName), "REELWIRE_NAME", "REELWIRE_PASSWORD"]) {
    assert.ok(stdout.includes(name), name)
  }
})

test("a wrong setting stops the start with one line and exit code 2", async () => {
  const wrong: readonly (readonly [string[], Record<string, string>, RegExp])[] = [
    [[], { REELWIRE_PORT: "70000" }, /^REELWIRE_PORT: "70000" is not a whole number from 0 to 65535\n$/],
    [["--port", "x"], {}, /^--port: "x" is not a whole number from 0 to 65535\n$/],
    [
      [],
      { REELWIRE_DATABASE_URL: "oracle:hunter2" },
      /^REELWIRE_DATABASE_URL: its value is not sqlite:PATH.*\n$/,
    ],
    [[], { REELWIRE_ENV: "production" }, /^REELWIRE_ENV: .*\n$/],
    [[], { REELWIRE_ENV: "prod", REELWIRE_HOST: "0.0.0.0" }, /^REELWIRE_HOST: .*REELWIRE_TLS_CERT.*\n$/],
    [["--no-such-setting", "1"], {}, /^error: unknown option '--no-such-setting'\n/],
    [["stray"], {}, /^error: .*\n/],
  ]
  for (const [args, env, message] of wrong) {
    await using program = run("server/main.ts", args, env)
    const { code, stdout, stderr } = await program.ended()
    assert.deepEqual([code, stdout], [2, ""], stderr)
    assert.match(stderr, message)
  }
})

for (const [name, others] of [
  ["REELWIRE_PORT", {}],
  ["REELWIRE_HTTP_PORT", { REELWIRE_GATEWAY: "1" }],
] as const) {
  test(`a ${name} in use stops the start with one line that names it and exit code 1`, async () => {
    await using other = createServer()
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve))
    const bound = other.address()
    assert.ok(typeof bound === "object" && bound !== null)
    await using folder = await temporaryFolder()
    const env = {
      REELWIRE_ENV: "test",
      REELWIRE_DATA_DIR: folder.path,
      ...others,
      [name]: String(bound.port),
    }
    await using program = run("server/main.ts", [], env)
    const { code, stdout, stderr } = await program.ended()
    assert.deepEqual([code, stdout], [1, ""])
    assert.match(stderr, new RegExp(`^${name}: ${bound.port} is not free to listen on \\(.*EADDRINUSE.*\n$`))
  })
}

test("a database that nobody serves stops the start with one line that does not tell the password", async () => {
  await using folder = await temporaryFolder()
  const env = { REELWIRE_ENV: "test", REELWIRE_DATA_DIR: folder.path }
  const REELWIRE_DATABASE_URL = "mysql://app:hunter2@127.0.0.1:1/reelwire"
  await using program = run("server/main.ts", [], { ...env, REELWIRE_DATABASE_URL })
  const { code, stderr } = await program.ended()
  assert.equal(code, 1)
  assert.match(stderr, /^.+\n$/)
  assert.ok(!stderr.includes("hunter2"))
})

forEachDatabase((kit) => {
  test("two servers that start at once on one new database both work, on the same accounts", async () => {
    await using database = await unused(kit)
    await using folder = await temporaryFolder()
    const env = { REELWIRE_DATABASE_URL: database.url }
    const servers = await Promise.all([runServer(env, folder.path), runServer(env, folder.path)])
    await using one = servers[0]
    await using other = servers[1]
    const user = { name: "mei", password, user_type: "user" }
    await (await one.connect()).ok({ type: "register", ...user })
    const peer = await other.connect()
    await peer.ok({ type: "login", ...user })
    await peer.fails("NAME_TAKEN", { type: "register", ...user })
  })

  test("a database newer than the program is refused with a sentence, by the server and by migrate", async () => {
    await using made = await kit.fresh()
    await using folder = await temporaryFolder()
    const env = {
      REELWIRE_ENV: "test",
      REELWIRE_PORT: "0",
      REELWIRE_DATA_DIR: folder.path,
      REELWIRE_DATABASE_URL: made.url,
    }
    await using first = run("server/migrate.ts", [], env)
    assert.match((await first.ended()).stdout, /0001-core/)
    const later = migration("9999-later", [createTable("later", { id: id(), name: varchar(10) })])
    await migrate(made.database, [...migrations, later])
    for (const script of ["server/main.ts", "server/migrate.ts"]) {
      await using program = run(script, [], env)
      const { code, stderr } = await program.ended()
      assert.equal(code, 1)
      assert.match(stderr, /^.*9999-later.*\n$/)
    }
  })

  test("migrating a second time finds nothing to do", async () => {
    await using database = await unused(kit)
    const env = { REELWIRE_DATABASE_URL: database.url }
    await using first = run("server/migrate.ts", [], env)
    assert.deepEqual(
      [(await first.ended()).code, first.stdout()],
      [0, "Applied: 0001-core, 0002-pieces, 0003-members, 0004-money, 0005-web\n"],
    )
    await using second = run("server/migrate.ts", [], env)
    assert.deepEqual([(await second.ended()).code, second.stdout()], [0, "The schema is up to date.\n"])
  })
})
