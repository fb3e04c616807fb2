import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { newNotices } from "../../client/new-notices.ts"
import { prehash } from "../../client/prehash.ts"
import { connect } from "../../client/remote.ts"
import { startAdminCli } from "../kit/admin-cli.ts"
import { type CliOptions, runCli, startCli } from "../kit/cli.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"

/** A member's program in the same folder. */
function as(name: string, { port, cwd }: CliOptions): CliOptions {
  return { port, cwd, env: { REELWIRE_NAME: name, REELWIRE_PASSWORD: "secret" } }
}

describe("notices", { concurrency: 2 }, () => {
  test("an editor posts, changes and withdraws notices and sees who has read them; a member reads and acknowledges", async () => {
    await using cli = await startAdminCli()
    await connectMember(cli.server, "mia")
    const mia = as("mia", cli.options)
    const evil = "one\u001b[31m\nred\u0007\u202e"
    await cli.json(["notices", "publish", "First\u202e", evil, "--acknowledge", "--pinned"])
    await cli.json(["notices", "publish", "To mia", "text", "--to", "MIA", "--until", "2999-01-01"])
    await cli.json(["notices", "publish", "Later", "text", "--from", "2998-01-01 10:00"])
    await cli.json(["notices", "publish", "For vips", "text", "--audience", "vip"])

    const told = await runCli("user", ["whoami"], mia)
    assert.match(told.stderr, /^Notices that ask to be acknowledged: 1 \(.*notices acknowledge 1\)\n$/)
    const first = await runCli("user", ["notices"], mia)
    assert.match(
      first.stdout,
      /^\* To mia {2}\([^)]*\)\n {2}text\n\* First {2}\([^)]*, pinned, acknowledge it by number 1\)\n {2}one\[31m\n {2}red\n$/,
    )
    const again = await runCli("user", ["notices", "--json"], mia)
    assert.deepEqual(
      JSON.parse(again.stdout).notices.map(({ title }: { title: string }) => title),
      ["First\u202e"],
    )
    assert.match((await runCli("user", ["notices", "--all"], mia)).stdout, /First(?:.|\n)*To mia/)
    const acknowledged = await runCli("user", ["notices", "acknowledge", "1", "4"], mia)
    assert.deepEqual([acknowledged.code, acknowledged.stdout], [1, "Notice 1 is acknowledged.\n"])
    assert.equal((await runCli("user", ["whoami"], mia)).stderr, "")

    const readers = await cli.json(["notices", "readers", "1"])
    assert.deepEqual([readers.audience_count, readers.read_count, readers.acknowledged_count], [2, 1, 1])
    assert.match((await cli.run("notices", "readers", "1")).stdout, /Read by 1 of 2, acknowledged by 1\./)
    await cli.json(["notices", "edit", "1", "--title", "Second", "--pinned", "no", "--acknowledge", "no"])
    await cli.json(["notices", "edit", "3", "--from", "none"])
    const { stdout } = await cli.run("notices", "list")
    assert.match(stdout, /│ +4 │ .* For vips +│ VIPs +│ shown/)
    assert.match(stdout, /│ +3 │ .* Later +│ everybody +│ shown/)
    assert.match(stdout, /│ +2 │ .* To mia +│ mia +│ shown/)
    assert.equal((await cli.run("notices", "withdraw", "1")).code, 2)
    assert.equal((await cli.run("notices", "withdraw", "1", "--yes")).code, 0)
    assert.match((await cli.run("notices", "list")).stdout, /Second +│ everybody +│ withdrawn/)
    assert.equal((await cli.run("notices", "publish", "t", "c", "--audience", "cats")).code, 2)
  })

  test("watch prints a notice as it comes, one document a line with --json, and Ctrl-C ends it well", async () => {
    await using cli = await startAdminCli()
    await connectMember(cli.server, "mia")
    const watching = startCli("user", ["notices", "watch", "--json"], as("mia", cli.options))
    const out = watching.child.stdout
    assert.ok(out)
    let shown = ""
    out.on("data", (bytes: Buffer) => {
      shown += bytes.toString()
    })
    // It doesn't say with --json from when on it listens, so it is told until it heard something.
    await until("a notice is shown", async () => {
      await cli.peer.ok({ type: "release_notice", title: "hello", content: "a\nb" })
      return shown.includes("hello")
    })
    watching.child.kill("SIGINT")
    const { code, stdout } = await watching.result
    assert.equal(code, 0)
    const lines = stdout.trimEnd().split("\n")
    assert.ok(lines.length >= 2)
    const [first, last] = [JSON.parse(lines[0] ?? ""), JSON.parse(lines.at(-1) ?? "")]
    assert.deepEqual([first.flag, first.notice.title, first.notice.content], [true, "hello", "a\nb"])
    assert.deepEqual([last.flag, last.shown], [true, lines.length - 1])
  })

  test("whoever listens hears of each notice once, also of those that came while the line or the session was lost", async () => {
    await using server = await startServer({ sessionGraceS: 0 })
    const admin = await connectAdmin(server)
    await connectMember(server, "mia")
    await using remote = await connect({ host: "127.0.0.1", port: server.port })
    await remote.call("login", { name: "mia", password: prehash("secret"), user_type: "user" })
    await admin.ok({ type: "release_notice", title: "before", content: "c" })
    const ending = new AbortController()
    const heard: string[] = []
    const listening = (async () => {
      for await (const { title } of newNotices(remote, { patienceS: 20, signal: ending.signal }))
        heard.push(title)
    })()
    const post = async (title: string): Promise<void> => {
      await admin.ok({ type: "release_notice", title, content: "c" })
      await until(`${title} was heard`, () => heard.includes(title))
    }
    await until("it listens", async () => {
      await admin.ok({ type: "release_notice", title: "probe", content: "c" })
      return heard.includes("probe")
    })
    await post("one")
    await server.running.app.sessions.endAllOf(2)
    await post("two")
    await server.running.app.sessions.endAllOf(2)
    await post("three")
    ending.abort(new Error("enough"))
    await assert.rejects(listening, /enough/)
    assert.deepEqual(
      heard.filter((title) => title !== "probe"),
      ["one", "two", "three"],
    )
  })
})

test("the menu asks for acknowledgements after the log-in, and tells how many notices are unread", async () => {
  await using cli = await startAdminCli()
  await cli.peer.ok({ type: "release_notice", title: "Rules", content: "Be kind.", must_acknowledge: 1 })
  await using terminal = cli.terminal()
  await terminal.choose("What would you like to do?", "Log in")
  await terminal.see("Be kind.")
  await terminal.answer("Have you taken note of this?", "y")
  await terminal.see("What would you like to do?")
  await cli.peer.ok({ type: "release_notice", title: "News", content: "c" })
  await terminal.choose("What would you like to do?", "What the staff did")
  await terminal.see("Unread notices: 1")
  terminal.type("\x03")
  await terminal.ended()
})
