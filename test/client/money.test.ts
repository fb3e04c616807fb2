import assert from "node:assert/strict"
import { readFile, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { csvLine } from "../../client/csv.ts"
import { Account } from "../../db/account.ts"
import { startAdminCli } from "../kit/admin-cli.ts"
import { type CliResult, runCli } from "../kit/cli.ts"
import { connectMember, listIn } from "../kit/people.ts"
import { asObject } from "../kit/shapes.ts"

const menu = "What would you like to do?"

describe("money by the clients", { concurrency: 2 }, () => {
  test("vouchers are made into a file of the maker's own, redeemed, shown and revoked", async () => {
    await using admin = await startAdminCli()
    await connectMember(admin.server, "mei")
    const asMei = { ...admin.options, env: { REELWIRE_NAME: "mei", REELWIRE_PASSWORD: "secret" } }
    const user = (...words: string[]): Promise<CliResult> => runCli("user", words, asMei)
    const made = await admin.run(
      "vouchers",
      "make",
      "50",
      "--count",
      "3",
      "--note",
      "spring",
      "--out",
      "codes.csv",
    )
    assert.deepEqual([made.code, made.stdout], [0, ""], made.stderr)
    const file = join(admin.folder, "codes.csv")
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    const [head, ...lines] = (await readFile(file, "utf8")).trimEnd().split("\r\n")
    assert.equal(head, "code,batch,value_fen,vip_days,expires")
    assert.equal(lines.length, 3)
    const code = lines[0]?.split(",")[0] ?? ""
    const redeemed = await user("redeem", code.toLowerCase())
    assert.equal(redeemed.stdout, "¥50.00 for your account; you have ¥150.00 now.\n")
    const again = await user("redeem", code, "--json")
    assert.deepEqual([again.code, JSON.parse(again.stdout).code], [1, "VOUCHER_USED"])
    assert.equal(JSON.parse((await user("redeem", "nonsense", "--json")).stdout).code, "VOUCHER_MISTYPED")
    assert.match((await admin.run("vouchers", "list")).stdout, /│ +1 │ ¥50\.00 │ +1\/3 │ open/)
    assert.match((await admin.run("vouchers", "show", "1")).stdout, /mei/)
    assert.equal((await admin.json(["vouchers", "revoke", "1"], 2)).code, "NEEDS_YES")
    assert.equal((await admin.json(["vouchers", "revoke", "1", "--yes"])).revoked, 2)
    assert.equal((await admin.json(["vouchers", "revoke", "9", "--yes"], 1)).code, "NO_SUCH_BATCH")
  })

  test("more than a batch has is made in several, and only where there is a file to keep the codes", async () => {
    await using admin = await startAdminCli()
    assert.equal((await admin.json(["vouchers", "make", "30d", "--count", "1500"], 2)).code, "MISSING")
    const { batches } = await admin.json(["vouchers", "make", "30d", "--count", "1500", "--out", "all.csv"])
    assert.deepEqual(batches, [
      { batch_id: 1, count: 1000 },
      { batch_id: 2, count: 500 },
    ])
    const lines = (await readFile(join(admin.folder, "all.csv"), "utf8")).trimEnd().split("\r\n")
    assert.equal(new Set(lines).size, 1501)
    const there = await admin.json(["vouchers", "make", "1", "--out", "all.csv"], 5)
    assert.equal(there.code, "NEEDS_NEW_FILE")
    assert.equal(
      (await admin.json(["vouchers", "make", "1", "--out", "no/such/folder"], 5)).code,
      "NO_SUCH_FILE",
    )
    const listed = await admin.json(["vouchers", "list"])
    assert.ok(Array.isArray(listed.batches) && listed.batches.length === 2, "nothing is made without a file")
    const { codes } = await admin.json(["vouchers", "make", "9.90", "--count", "2"])
    assert.ok(Array.isArray(codes) && codes.length === 2)
    const shown = await admin.run("vouchers", "make", "9.90")
    assert.match(shown.stdout, /^code,batch,value_fen,vip_days,expires\n[2-9A-HJKMNP-Z-]{19},4,990,,\n$/)
    for (const worth of ["0", "abc", "5.001", "0d", "4000d", "-5"])
      assert.equal((await admin.json(["vouchers", "make", worth], 2)).flag, false, worth)
  })

  test("a balance is adjusted, also downwards, and a payment of VIP refunded", async () => {
    await using admin = await startAdminCli()
    const member = await connectMember(admin.server, "mei")
    await member.ok({ type: "buy_vip" })
    assert.equal((await admin.json(["adjust", "mei", "5", "why"], 2)).code, "NEEDS_YES")
    assert.equal((await admin.json(["adjust", "mei", "-9.90", "fee", "--yes"])).balance_fen, 6010)
    assert.equal((await admin.run("adjust", "mei", "+20", "back", "--yes")).stdout, "mei has ¥80.10 now.\n")
    assert.equal(
      (await admin.json(["adjust", "mei", "-100", "fee", "--yes"], 1)).code,
      "INSUFFICIENT_BALANCE",
    )
    assert.equal((await admin.json(["refund", "2", "mistake", "--yes"])).balance_fen, 11_010)
    assert.equal((await admin.json(["refund", "2", "mistake", "--yes"], 1)).code, "ALREADY_REFUNDED")
    const statement = await runCli("user", ["statement", "--name", "mei"], {
      port: admin.server.port,
      cwd: admin.folder,
      env: { REELWIRE_PASSWORD: "secret" },
    })
    assert.match(statement.stdout, /│ VIP +│ 30 days of VIP +│/)
    assert.match(statement.stdout, /│ refund +│ -30 days of VIP \(mistake\) +│/)
  })

  test("the ledger is exported as CSV that no spreadsheet runs, and added up", async () => {
    await using admin = await startAdminCli()
    await connectMember(admin.server, '=HYPERLINK("x")')
    await connectMember(admin.server, "a, b")
    const { transactions, file } = await admin.json(["ledger", "export", "--csv", "ledger.csv"])
    assert.deepEqual([transactions, file], [2, "ledger.csv"])
    const path = join(admin.folder, "ledger.csv")
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    const text = await readFile(path, "utf8")
    const lines = text.split("\r\n")
    assert.equal(lines.length, 6)
    assert.match(lines[1] ?? "", /^1,[^,]*Z,gift,"'=HYPERLINK\(""x""\)",,,,welcome,,member:2,10000,10000$/)
    assert.match(lines[3] ?? "", /^2,[^,]*Z,gift,"a, b",/)
    assert.match(lines[4] ?? "", /,gifts,-10000,-20000$/)
    const printed = await admin.run("ledger", "export")
    assert.equal(printed.stdout, text.replaceAll("\r\n", "\n"))
    const none = await admin.json(["ledger", "export", "--until", "2020-01-01"])
    assert.deepEqual([none.transactions, none.file], [0, null])
    const year = String(new Date().getUTCFullYear())
    const { sums } = await admin.json(["ledger", "sums", year])
    assert.ok(Array.isArray(sums))
    assert.deepEqual(
      sums.map(({ kind, account, amount_fen }) => [kind, account, amount_fen]),
      [
        ["gift", "gifts", -20_000],
        ["gift", "members", 20_000],
      ],
    )
    assert.match((await admin.run("ledger", "sums", year)).stdout, /│ gift +│ members +│ +2 │ \+¥200\.00 │/)
    assert.equal((await admin.json(["ledger", "sums", "1999"], 2)).code, "WRONG_VALUE")
  })

  test("an audit says in one line that the books balance, or names what doesn't and ends with 1", async () => {
    await using admin = await startAdminCli()
    await connectMember(admin.server, "mei")
    const sound = await admin.run("audit")
    assert.equal(sound.code, 0)
    assert.match(sound.stdout, /^The books balance: \d+ rows checked, no difference\.\n$/)
    assert.match(sound.stderr, /^Checking: accounts, 0 rows so far\nChecking: entries/)
    const { database } = admin.server.running.app
    await database.run(() => Account.update({ name: "member:2" }, { balance_fen: 9n }))
    const wrong = await admin.run("audit")
    assert.equal(wrong.code, 1)
    assert.match(wrong.stdout, /balance kept for the account │ account member:2 │ +10000 │ +9 │/)
    assert.match(wrong.stderr, /The books do not balance; differences: 1\.\n$/)
    const { code, differences } = await admin.json(["audit"], 1)
    assert.equal(code, "BOOKS_DIFFER")
    assert.deepEqual(differences, [
      { kind: "kept_balance", target: "account member:2", expected: "10000", found: "9" },
    ])
  })

  test("an audit goes through the books in as many pages as it takes", async () => {
    await using admin = await startAdminCli()
    for (const part of ["1", "2"])
      await admin.json(["vouchers", "make", "1", "--count", "1000", "--out", `${part}.csv`])
    const { rows } = await admin.json(["audit"])
    assert.ok(Number(rows) > 2000, String(rows))
  })

  test("the menu makes a voucher, and finds that the books balance", async () => {
    await using admin = await startAdminCli()
    await using terminal = admin.terminal()
    await terminal.choose(menu, "Log in")
    await terminal.choose(menu, "Vouchers …")
    await terminal.choose("Vouchers …", "Make vouchers")
    await terminal.answer("Worth", "12.50")
    await terminal.answer("How many?", "1")
    await terminal.answer("Until when", "")
    await terminal.answer("Note", "")
    await terminal.answer("New file", "")
    await terminal.see(",1,1250,,")
    await terminal.choose(menu, "Ledger …")
    await terminal.choose("Ledger …", "Check the books")
    await terminal.see("The books balance")
    const batches = listIn(await admin.peer.ok({ type: "list_voucher_batches" }), "batches").map(asObject)
    assert.deepEqual(
      batches.map(({ value_fen }) => value_fen),
      [1250],
    )
  })
})

test("a line of CSV is as RFC 4180 has it, and what a spreadsheet would run gets an apostrophe", () => {
  assert.equal(csvLine(["a", 1, null, -5]), "a,1,,-5\r\n")
  assert.equal(csvLine(['say "x"', "a,b", "a\nb", "a\r\nb", ""]), '"say ""x""","a,b","a\nb","a\r\nb",\r\n')
  for (const start of ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
    assert.equal(csvLine([`${start}1`]), `'${start}1\r\n`)
  assert.equal(csvLine(["\r1"]), '"\'\r1"\r\n')
})

test("what is in the way of a file for codes is found before any are made", async () => {
  await using admin = await startAdminCli()
  await writeFile(join(admin.folder, "there.csv"), "mine")
  await admin.json(["vouchers", "make", "1", "--out", "there.csv"], 5)
  assert.equal(await readFile(join(admin.folder, "there.csv"), "utf8"), "mine")
  assert.deepEqual((await admin.json(["vouchers", "list"])).batches, [])
})
