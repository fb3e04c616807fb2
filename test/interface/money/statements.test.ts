import assert from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { test } from "node:test"
import { type DatabaseKit, forEachDatabase } from "../../kit/databases.ts"
import { makeVouchers } from "../../kit/money.ts"
import { uploadPaid } from "../../kit/paid-film.ts"
import { connectAdmin, connectMember, password } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const paymentSecret = "0123456789abcdef0123456789abcdef"

/** The words in which the two databases differ. */
const dialects = {
  sqlite: {
    begin: "BEGIN IMMEDIATE",
    now: "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)",
    nowMs: "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)",
    // A transaction begins as the only writer.
    forUpdate: "",
    more: "CASE typeof(`balance_fen` + ?) WHEN 'real' THEN 'out of range' ELSE `balance_fen` + ? END",
    insert: (table: string, ...columns: readonly string[]) => insertSql(table, [...columns, "create_time"]),
  },
  mysql: {
    begin: "START TRANSACTION",
    now: "CURRENT_TIMESTAMP(3)",
    nowMs: "CAST(UNIX_TIMESTAMP(CURRENT_TIMESTAMP(3)) * 1000 AS SIGNED)",
    forUpdate: " FOR UPDATE",
    more: "`balance_fen` + ?",
    insert: (table: string, ...columns: readonly string[]) =>
      `${insertSql(table, columns)} RETURNING \`id\`, \`create_time\``,
  },
}

function insertSql(table: string, columns: readonly string[]): string {
  const names = columns.map((name) => `\`${name}\``).join(", ")
  return `INSERT INTO \`${table}\` (${names}) VALUES (${columns.map(() => "?").join(", ")})`
}

/** What each update of money sends, from the first word to the last; of what is read, the columns are left out. */
function wantedIn({ begin, now, nowMs, forUpdate, more, insert }: (typeof dialects)["sqlite"]) {
  const userById = "SELECT … FROM `user` WHERE `id` = ?"
  const lockUser = `${userById} LIMIT 1${forUpdate}`
  const key = insert("request_key", "user_id", "request_key", "request_hash", "reply")
  const keep = "UPDATE `request_key` SET `reply` = ? WHERE `id` = ?"
  const account = "SELECT … FROM `account` WHERE `name` = ? LIMIT 1"
  const add = [`UPDATE \`account\` SET \`balance_fen\` = ${more} WHERE \`name\` = ?`, account]
  const take = [`${add[0]} AND \`balance_fen\` >= ?`, account]
  const columns = ["kind", "memo", "user_id", "actor_id", "reverses_id", "movie_id", "vip_days"]
  const book = insert("ledger_transaction", ...columns)
  const entries =
    "INSERT INTO `ledger_entry` (`transaction_id`, `account_id`, `amount_fen`, `balance_fen`) VALUES (?, ?, ?, ?), (?, ?, ?, ?)"
  const film = "SELECT … FROM `movie` WHERE `id` = ? AND `purge_time` IS NULL LIMIT 1"
  const time = `SELECT ${nowMs}`
  const trail = insert("staff_action", "actor_id", "action", "target", "before", "after")
  const voucher = [
    `UPDATE \`voucher\` SET \`use_time\` = ${now}, \`user_id\` = ? WHERE ((\`code_hash\` = ? AND \`use_time\` IS NULL AND \`revoke_time\` IS NULL) AND (((\`expire_time\` IS NULL) OR (\`expire_time\` > ${now}))))`,
    "SELECT … FROM `voucher` WHERE `code_hash` = ? LIMIT 1",
    "SELECT … FROM `voucher_batch` WHERE `id` = ?",
  ]
  const byName = "SELECT … FROM `user` WHERE `name_key` = ?"
  const undone = [
    "SELECT … FROM `ledger_entry` WHERE `transaction_id` = ? ORDER BY `id`",
    "SELECT … FROM `account` WHERE `id` IN (?, ?)",
    ...add,
    book,
    "DELETE FROM `purchase` WHERE `transaction_id` = ?",
    ...add,
    entries,
    trail,
    account,
    keep,
  ]
  const refund = [
    lockUser,
    key,
    "SELECT … FROM `ledger_transaction` WHERE `id` = ?",
    `${userById} AND \`erase_time\` IS NULL LIMIT 1${forUpdate}`,
    "SELECT 1 FROM `ledger_transaction` WHERE `reverses_id` = ? LIMIT 1",
  ]
  const purchase = insert("purchase", "user_id", "movie_id", "price_fen", "transaction_id")
  const payment = insert("payment", "reference", "request_hash", "user_id", "amount_fen", "transaction_id")
  const wanted: Record<string, readonly string[]> = {
    "a gift": [...add, book, ...add, entries],
    "a film": [
      ...[lockUser, key, film, time, userById, ...take, book, film],
      ...[purchase, account, ...add, entries, keep],
    ],
    "a term of VIP": [
      ...[lockUser, key, lockUser, time],
      `UPDATE \`user\` SET \`vip_until\` = ?, \`vip_since\` = ${now} WHERE \`id\` = ?`,
      ...[...take, book, account, ...add, entries, keep],
    ],
    "a voucher": [
      ...[
        lockUser,
        key,
        ...voucher,
        ...add,
        book,
        "UPDATE `voucher` SET `transaction_id` = ? WHERE `id` = ?",
      ],
      ...[...add, entries, userById, account, keep],
    ],
    "a voucher of days": [
      ...[lockUser, key, ...voucher, lockUser, time, "UPDATE `user` SET `vip_until` = ? WHERE `id` = ?"],
      ...[userById, account, keep],
    ],
    "a payment from outside": [
      `${byName} AND \`user_type\` = ? AND \`erase_time\` IS NULL LIMIT 1${forUpdate}`,
      ...[...add, book, payment, ...add, entries],
    ],
    "money taken by hand": [
      ...[lockUser, key, `${byName} AND \`erase_time\` IS NULL LIMIT 1${forUpdate}`, account],
      ...[...take, book, ...add, entries, account, trail, keep],
    ],
    "a refund of VIP": [
      ...[...refund, lockUser, time, "UPDATE `user` SET `vip_until` = ? WHERE `id` = ?"],
      ...undone,
    ],
    "a refund of a film": [...refund, ...undone],
  }
  for (const [name, statements] of Object.entries(wanted)) wanted[name] = [begin, ...statements, "COMMIT"]
  return wanted
}

/** Does everything that moves money once; answers the statements of each, without what was asked outside of its transaction. */
async function sentIn(kit: DatabaseKit): Promise<Record<string, readonly string[]>> {
  const seen: string[] = []
  await using server = await startServer({ paymentSecret }, kit, { onQuery: (sql) => void seen.push(sql) })
  const sent: Record<string, readonly string[]> = {}
  for (const [name, ask] of Object.entries(await requests(server))) {
    seen.length = 0
    await ask()
    const [begin, end] = [seen.indexOf(dialects[kit.name].begin), seen.lastIndexOf("COMMIT")]
    sent[name] = seen
      .slice(begin, end + 1)
      .map((sql) => sql.replace(/^SELECT (?:`\w+`(?:, )?)+ FROM/, "SELECT … FROM"))
  }
  // Making somebody isn't about money.
  sent["a gift"] = (sent["a gift"] ?? []).filter((sql) => !/^INSERT INTO `(?:user|account)`/.test(sql))
  return sent
}

async function requests(server: TestServer): Promise<Record<string, () => Promise<unknown>>> {
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  const stranger = await server.connect()
  const movie_id = await uploadPaid(admin)
  const money = await makeVouchers(admin, { value_fen: 500, count: 1 })
  const days = await makeVouchers(admin, { vip_days: 5, count: 1 })
  const once = (request: object): object => ({ ...request, request_key: randomUUID() })
  const reason = "by hand"
  const credit = { reference: "r1", name: "member", amount_fen: 100 }
  const signature = createHmac("sha256", paymentSecret)
    .update("reelwire-credit-1\nr1\nmember\n100\n")
    .digest("hex")
  // The gift of the member is the first transaction, the vouchers' the second, the gift of the other one the third.
  const refund = (transaction_id: number) => () => admin.ok(once({ type: "refund", transaction_id, reason }))
  const register = { type: "register", name: "other", password, user_type: "user" }
  const adjust = { type: "adjust_balance", name: "member", amount_fen: -100, reason }
  const redeem =
    ({ codes }: typeof money) =>
    () =>
      member.ok(once({ type: "redeem_voucher", code: codes[0] }))
  return {
    "a gift": () => stranger.ok(register),
    "a film": () => member.ok(once({ type: "buy_movie", movie_id, price_fen: 1000 })),
    "a term of VIP": () => member.ok(once({ type: "buy_vip", days: 30, price_fen: 3000 })),
    "a voucher": redeem(money),
    "a voucher of days": redeem(days),
    "a payment from outside": () => stranger.ok({ type: "credit_payment", ...credit, signature }),
    "money taken by hand": () => admin.ok(once(adjust)),
    "a refund of VIP": refund(5),
    "a refund of a film": refund(4),
  }
}

forEachDatabase((kit) => {
  test("each update of money is one transaction of these statements", async () => {
    const [sent, wanted] = [await sentIn(kit), wantedIn(dialects[kit.name])]
    for (const [name, statements] of Object.entries(wanted)) assert.deepEqual(sent[name], statements, name)
    assert.deepEqual(Object.keys(sent), Object.keys(wanted))
  })
})
