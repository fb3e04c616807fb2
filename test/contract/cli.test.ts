import assert from "node:assert/strict"
import { test } from "node:test"
import { runCli, tempFolder } from "../kit/cli.ts"
import { connectAdmin } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import type { Case, CaseGroup } from "./case.ts"
import { accounts } from "./cases/accounts.ts"
import { films } from "./cases/films.ts"
import { money } from "./cases/money.ts"
import { staff } from "./cases/staff.ts"
import { commands, ownCodes } from "./commands.ts"
import { Scene } from "./scene.ts"
import { tcp } from "./transports.ts"

/** Cases of groups in which a client can log in; a key that was used before is one that no client makes. */
const groups: readonly CaseGroup[] = [accounts[0], films[0], money[0], staff[0]].filter(
  (each) => each !== undefined,
)
const unsaid: ReadonlySet<string | 0> = new Set(["KEY_REUSED", "WRONG_PASSWORD", "BAD_FIELD"])

/** What a command came to: its exit code, and the document that it printed. */
type Outcome = { readonly exit: number | null; readonly document: Readonly<Record<string, unknown>> }

/** Has the client do what a case asks for, as whoever asks; undefined where it has no words for it. */
async function command({ type }: Case, scene: Scene, prepare: Case["prepare"]): Promise<Outcome | undefined> {
  const { fields, session = "" } = await prepare(scene)
  const words = commands[type]?.words(asObject(fields))
  const client = commands[type]?.client
  if (words === undefined || client === undefined) return undefined
  const name =
    scene.server.running.app.sessions.find(session)?.session.userName ?? assert.fail("somebody asks")
  await using folder = await tempFolder()
  const env = { REELWIRE_NAME: name, REELWIRE_PASSWORD: "secret" }
  const options = { port: scene.server.port, cwd: folder.path, env }
  const dashes = words.indexOf("--")
  const at = dashes < 0 ? words.length : dashes
  const said = [...words.slice(0, at), "--json", "--yes", ...words.slice(at)]
  const { code: exit, stdout, stderr } = await runCli(client, said, options)
  const last = stdout.trimEnd().split("\n").at(-1) ?? ""
  assert.ok(last.startsWith("{"), `${words.join(" ")}: ${stdout}${stderr}`)
  return { exit, document: JSON.parse(last) }
}

for (const { settings, cases } of groups) {
  const own = cases.filter(({ type, code }) => commands[type] !== undefined && !unsaid.has(code))
  const types = [...new Set(own.map(({ type }) => type))]
  test(`a person's command comes to what its message does: ${types.join(", ")}`, async () => {
    await using said = await startServer({ ...settings })
    await using asked = await startServer({ ...settings })
    const [byCommand, byFrame] = [
      new Scene(said, await connectAdmin(said)),
      new Scene(asked, await connectAdmin(asked)),
    ]
    for (const each of own) {
      const { type, code, prepare } = each
      const what = `${type} ${code}`
      const [outcome, reply] = await Promise.all([
        command(each, byCommand, prepare),
        Promise.resolve(prepare(byFrame)).then((request) => tcp.send(asked, type, request)),
      ])
      assert.equal(reply.code, code, what)
      if (outcome === undefined) continue
      const { exit, document } = outcome
      const told = JSON.stringify(document).slice(0, 300)
      const expected = ownCodes[what] ?? code
      assert.deepEqual([document.code, exit === 0], [expected, expected === 0], `${what}: ${told}`)
      assert.equal(document.flag, expected === 0, what)
      if (code !== 0 && !(what in ownCodes)) assert.equal(document.msg, reply.msg, what)
    }
  })
}

test("every command of the list is tried with a case that goes well", () => {
  const tried = new Set(
    groups
      .flatMap(({ cases }) => cases)
      .filter(({ code }) => code === 0)
      .map(({ type }) => type),
  )
  for (const type of Object.keys(commands))
    assert.ok(
      [...tried].some((each) => each === type),
      type,
    )
})
