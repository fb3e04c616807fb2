import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { type AdminCli, startAdminCli } from "../kit/admin-cli.ts"
import { cliCommand, runCli } from "../kit/cli.ts"
import { listIn, password } from "../kit/people.ts"
import { asObject } from "../kit/shapes.ts"
import { keys, Terminal } from "../kit/terminal.ts"

async function register({ peer }: AdminCli, names: readonly string[]): Promise<void> {
  for (const name of names) await peer.ok({ type: "register", name, password, user_type: "user" })
}

function listed(document: Record<string, unknown>, key: string): Readonly<Record<string, unknown>>[] {
  return listIn({ flag: true, msg: "", code: 0, ...document }, key).map(asObject)
}

/** What the menu of the admins' client offers somebody who was invited for a role. */
async function menuOf(cli: AdminCli, role: string): Promise<string> {
  const { invitation } = await cli.json(["invite", "--role", role])
  await cli.peer.ok({ type: "register", name: role, password, user_type: "admin", invitation })
  const env = { REELWIRE_NAME: role, REELWIRE_PASSWORD: "secret" }
  const { file, args, env: variables } = cliCommand("admin", [], { ...cli.options, env })
  await using terminal = new Terminal(file, args, { cwd: cli.folder, env: variables }, 110)
  await terminal.choose("What would you like to do?", "Log in")
  await terminal.see(`Logged in as ${role} (${role}).`)
  // Awaited here: the terminal goes away with this function.
  return await terminal.see("Log out")
}

describe("accounts by the admins' client", { concurrency: 2 }, () => {
  test("accounts are searched for on the server, and shown", async () => {
    await using cli = await startAdminCli()
    await register(cli, ["mei", "Mei Lin", "ann"])
    const found = listed(await cli.json(["users", "list", "--search", "MEI"]), "users")
    assert.deepEqual(
      found.map(({ name }) => name),
      ["mei", "Mei Lin"],
    )
    assert.equal(listed(await cli.json(["users", "list"]), "users").length, 4)
    assert.equal((await cli.run("users", "list", "--search", "nobody")).stdout, "No such accounts.\n")
    const shown = await cli.run("users", "show", "ann")
    assert.match(shown.stdout, /│ Balance +│ ¥100\.00 +│/)
    assert.equal((await cli.json(["users", "show", "nobody"], 1)).code, "NO_SUCH_USER")
  })

  test("VIP is given and taken, and one of the two has to be said", async () => {
    await using cli = await startAdminCli()
    await register(cli, ["mei"])
    assert.match((await cli.run("users", "vip", "mei", "--days", "30")).stdout, /mei: VIP until \d{4}/)
    assert.equal(asObject(await cli.json(["users", "show", "mei"])).is_vip, 1)
    for (const words of [[], ["--days", "3", "--take"]]) {
      assert.equal((await cli.json(["users", "vip", "mei", ...words], 2)).code, "ONLY_ONE_OF")
    }
    assert.equal((await cli.json(["users", "vip", "mei", "--days", "3661"], 2)).code, "WRONG_VALUE")
    assert.equal((await cli.run("users", "vip", "mei", "--take")).stdout, "The account is no VIP now.\n")
    assert.equal(asObject(await cli.json(["users", "show", "mei"])).is_vip, 0)
  })

  test("a new password is asked for twice, and is hashed as every client does it", async () => {
    await using cli = await startAdminCli()
    await register(cli, ["mei"])
    await using terminal = cli.terminal("users", "password", "mei")
    await terminal.answer("New password:", "fresh one")
    await terminal.answer("once more:", "fresh one")
    await terminal.see("The new password is set.")
    assert.equal(await terminal.ended(), 0)
    const login = { type: "login", name: "mei", user_type: "user", session: undefined }
    await cli.peer.fails("BAD_LOGIN", { ...login, password })
    await cli.peer.ok({ ...login, password: prehash("fresh one") })
  })

  test("a role is invited for and set, and the trail tells of it readably", async () => {
    await using cli = await startAdminCli()
    const { invitation } = await cli.json(["invite", "--role", "cashier"])
    await cli.peer.ok({ type: "register", name: "kai", password, user_type: "admin", invitation })
    await cli.json(["users", "role", "kai", "editor"])
    assert.equal((await cli.json(["users", "role", "kai", "king"], 2)).code, "WRONG_VALUE")
    assert.equal((await cli.json(["users", "role", "boss", "editor"], 1)).code, "LAST_ADMIN")
    const { stdout } = await cli.run("trail")
    assert.match(stdout, /boss +│ set_role +│ user 2 +│ role: cashier → editor +│/)
    const actions = listed(await cli.json(["trail", "--action", "invite_admin"]), "actions")
    assert.deepEqual(
      actions.map(({ after }) => after),
      [{ role: "cashier" }],
    )
    assert.equal(
      listed(await cli.json(["trail", "--actor", "boss", "--target", "user 2"]), "actions").length,
      1,
    )
    assert.equal(listed(await cli.json(["trail", "--limit", "1"]), "actions").length, 1)
    assert.equal((await cli.run("trail", "--actor", "kai")).stdout, "The staff did nothing of the kind.\n")
  })

  test("members are invited, several at once", async () => {
    await using cli = await startAdminCli({ registration: "invitation" })
    const { invitations } = await cli.json(["invite-member", "--count", "2"])
    assert.ok(Array.isArray(invitations) && invitations.length === 2)
    const [invitation] = invitations
    await cli.peer.ok({ type: "register", name: "mei", password, user_type: "user", invitation })
    assert.equal((await cli.json(["invite-member", "--count", "101"], 2)).code, "WRONG_VALUE")
  })

  test("the menu offers an editor films and notices, and a cashier money", async () => {
    await using cli = await startAdminCli()
    const offers = ["Upload films", "Trash …", "Vouchers …", "Accounts …", "Notices …", "What the staff did"]
    const offered = async (role: string): Promise<string[]> => {
      const shown = await menuOf(cli, role)
      return offers.filter((line) => shown.includes(line))
    }
    assert.deepEqual(await offered("admin"), offers)
    assert.deepEqual(await offered("editor"), ["Upload films", "Trash …", "Accounts …", "Notices …"])
    assert.deepEqual(await offered("cashier"), ["Vouchers …", "Accounts …", "Notices …"])
  })

  test("whoever picks an account in the menu types its beginning, and the server finds it", async () => {
    await using cli = await startAdminCli()
    await register(cli, [...Array.from({ length: 60 }, (_, index) => `many ${index}`), "zoe"])
    await using terminal = cli.terminal("users", "lock")
    await terminal.see("Whose account?")
    terminal.type("zo")
    await terminal.see("zoe  (user, –)")
    terminal.type(keys.enter)
    await terminal.see("The account is locked.")
    const { stdout } = await runCli("admin", ["users", "list", "--search", "zoe"], cli.options)
    assert.match(stdout, /│ zoe +│ user +│ locked +│/)
  })
})
