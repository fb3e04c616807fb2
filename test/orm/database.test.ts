import assert from "node:assert/strict"
import { createServer } from "node:net"
import { DatabaseSync } from "node:sqlite"
import { test } from "node:test"
import { openDatabase } from "../../orm/database.ts"
import { parseDatabaseUrl } from "../../orm/database-url.ts"
import {
  BadDatabaseUrl,
  ConnectionLost,
  DatabaseClosed,
  LockTimeout,
  OrmMisuse,
  PoolExhausted,
} from "../../orm/errors.ts"
import { migrate } from "../../orm/migrate.ts"
import { migration, sqlStep } from "../../orm/migration.ts"
import { sql } from "../../orm/sql.ts"
import { Connection } from "../../orm/sqlite/connection.ts"
import { Writer } from "../../orm/sqlite/writer.ts"
import { transaction } from "../../orm/transaction.ts"
import { administer, forEachDatabase } from "../kit/databases.ts"
import { Author, withLibrary } from "./library.ts"

/** Holds a transaction open until `end` is called. */
async function held(): Promise<{ end: () => Promise<void> }> {
  const begun = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  const open = transaction(async () => {
    await new Author({ name: "held" }).save()
    begun.resolve()
    await free.promise
  })
  await begun.promise
  return {
    end: () => {
      free.resolve()
      return open
    },
  }
}

forEachDatabase((kit) => {
  test("who waits too long for a turn is refused, and who comes later is served", () =>
    withLibrary(
      kit,
      async () => {
        const holder = await held()
        await assert.rejects(new Author({ name: "late" }).save(), PoolExhausted)
        await holder.end()
        await new Author({ name: "later" }).save()
        assert.equal(await Author.count(), 2)
      },
      kit.name === "sqlite" ? "acquireTimeoutMs=500" : "acquireTimeoutMs=500&poolSize=1",
    ))

  test("the queue is bounded: one more is refused at once, the others are served in turn", () =>
    withLibrary(
      kit,
      async () => {
        const holder = await held()
        const waiting = ["a", "b"].map((name) => new Author({ name }).save())
        await assert.rejects(new Author({ name: "c" }).save(), PoolExhausted)
        await holder.end()
        await Promise.all(waiting)
        assert.deepEqual(
          (await Author.select({}, { orderBy: "id" })).map((author) => author.name),
          ["held", "a", "b"],
        )
      },
      kit.name === "sqlite" ? "queueLimit=2" : "queueLimit=2&poolSize=1",
    ))

  test("close waits for the transaction under way and refuses what comes later", () =>
    withLibrary(kit, async (t) => {
      const other = await t.open()
      await other.run(async () => {
        const holder = await held()
        const closed = other.close()
        await holder.end()
        await closed
        await assert.rejects(Author.count(), DatabaseClosed)
        await assert.rejects(
          transaction(async () => undefined),
          DatabaseClosed,
        )
      })
      assert.equal(await Author.count(), 1)
      await other.close()
    }))

  test("a bound database is the one of all code outside of run, and only one can be", async () => {
    await using t = await kit.fresh()
    t.database.bind()
    assert.deepEqual(await sql`SELECT 1 AS one`, [{ one: 1 }])
    const other = await t.open()
    assert.throws(() => other.bind(), OrmMisuse)
    await t.database.close()
    other.bind()
    assert.deepEqual(await sql`SELECT 2 AS two`, [{ two: 2 }])
  })

  test("describes itself without the password", async () => {
    await using t = await kit.fresh()
    assert.match(
      t.database.describe(),
      kit.name === "sqlite" ? /^SQLite file \/.*\.sqlite$/ : /^MariaDB \d+\.\d+ at 127\.0\.0\.1:\d+\/test_/,
    )
  })

  if (kit.name === "mysql") {
    test("connections that the server ended while they lay idle are replaced", () =>
      withLibrary(kit, async () => {
        const [row] = await sql`SELECT CONNECTION_ID() AS id`
        await administer(`KILL CONNECTION ${Number(row?.id)}`)
        // The end arrives on its own; a call that comes before it may learn that the connection is lost, once.
        await Author.count().catch((error: unknown) => assert.ok(error instanceof ConnectionLost))
        assert.equal(await Author.count(), 0)
      }))

    test("a statement whose connection is killed says so, and does not end the process", () =>
      withLibrary(kit, async () => {
        const victim = transaction(async () => {
          const [row] = await sql`SELECT CONNECTION_ID() AS id`
          const sleeping = sql`SELECT SLEEP(60)`
          // It may fail before the killer has said goodbye.
          sleeping.catch(() => undefined)
          await administer(`KILL CONNECTION ${Number(row?.id)}`)
          await sleeping
        })
        await assert.rejects(victim, ConnectionLost)
        assert.equal(await Author.count(), 0)
      }))

    test("a migration may take longer than a statement", async () => {
      await using t = await kit.fresh("lockWaitS=1&queryTimeoutMs=1100")
      const slow = sqlStep({ sqlite: "SELECT 1", mysql: "DO SLEEP(1.5)" })
      assert.deepEqual(await migrate(t.database, [migration("0001-slow", [slow])]), ["0001-slow"])
      await assert.rejects(
        t.database.run(() => sql`SELECT SLEEP(5)`),
        ConnectionLost,
      )
    })

    test("the session is strict, in UTC and reads what is committed", () =>
      withLibrary(kit, async () => {
        const [row] = await sql`SELECT @@time_zone AS zone, @@tx_isolation AS isolation, @@sql_mode AS mode`
        assert.deepEqual([row?.zone, row?.isolation], ["+00:00", "READ-COMMITTED"])
        assert.match(String(row?.mode), /STRICT_ALL_TABLES/)
        await assert.rejects(sql`SELECT 1; SELECT 2`)
      }))
  } else {
    test("close waits for a transaction that takes longer than a call waits for its turn", async () => {
      const connection = new Connection(new DatabaseSync(":memory:"), undefined)
      const writer = new Writer(connection, { acquireTimeoutMs: 20, queueLimit: 10 })
      const release = await writer.acquire()
      const closed = writer.close()
      // Began to wait after close did.
      await assert.rejects(writer.acquire(), PoolExhausted)
      release()
      await closed
      await assert.rejects(writer.acquire(), DatabaseClosed)
    })

    test("another program that writes to the file is waited for, up to a bound", () =>
      withLibrary(
        kit,
        async (t) => {
          const other = await t.open()
          const holder = await other.run(held)
          const waiting = new Author({ name: "a" }).save()
          await holder.end()
          await waiting
          assert.equal(await Author.count(), 2)
          const again = await other.run(() =>
            transaction(async () => {
              await new Author({ name: "b" }).save()
              await t.database.run(async () => {
                await assert.rejects(new Author({ name: "c" }).save(), LockTimeout)
                await assert.rejects(
                  transaction(async () => undefined, { retries: 0 }),
                  LockTimeout,
                )
              })
              return "done"
            }),
          )
          assert.equal(again, "done")
        },
        "busyTimeoutMs=1&acquireTimeoutMs=100",
      ))
  }
})

test("an address where nobody answers is refused without the password", async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(Number(Reflect.get(Object(server.address()), "port"))))
  })
  await new Promise((resolve) => server.close(resolve))
  await assert.rejects(openDatabase(`mysql://me:secret@127.0.0.1:${port}/x`), (error) => {
    assert.ok(error instanceof ConnectionLost)
    assert.match(
      error.message,
      new RegExp(`^cannot connect to the database at 127.0.0.1:${port}: .*ECONNREFUSED`),
    )
    assert.doesNotMatch(error.message, /secret/)
    return true
  })
  await assert.rejects(openDatabase("sqlite:/nowhere/at/all.sqlite"), ConnectionLost)
})

test("a database URL is read with its settings", () => {
  assert.deepEqual(parseDatabaseUrl("sqlite:data/x.sqlite?busyTimeoutMs=7"), {
    kind: "sqlite",
    path: "data/x.sqlite",
    settings: { acquireTimeoutMs: 5000, queueLimit: 1000, busyTimeoutMs: 7 },
  })
  const { kind, ...rest } = parseDatabaseUrl("mysql://me:p%40ss%2F@[::1]:3307/films?poolSize=3&tls=on")
  assert.equal(kind, "mysql")
  assert.deepEqual(rest, {
    server: { host: "::1", port: 3307, user: "me", password: "p@ss/", database: "films" },
    settings: {
      acquireTimeoutMs: 5000,
      queueLimit: 1000,
      poolSize: 3,
      connectTimeoutMs: 10000,
      lockWaitS: 10,
      queryTimeoutMs: 60_000,
      tls: "on",
    },
  })
})

test("a bad database URL is refused with a line on what it takes, and without itself", () => {
  for (const [url, takes] of [
    ["", /^a database URL is sqlite:PATH or mysql:/],
    ["postgres://u:secret@h/d", /^a database URL is sqlite:PATH or mysql:/],
    ["mariadb://u:secret@h/d", /^a database URL is sqlite:PATH or mysql:/],
    ["mysql:secret", /names host and database/],
    ["mysql://u:se/cret@h/d", /sqlite:PATH or mysql:/],
    ["sqlite:", /names a file: sqlite:PATH/],
    ["sqlite::memory:", /in memory.* names a file: sqlite:PATH/],
    ["sqlite:x?poolSize=2", /acquireTimeoutMs, queueLimit, busyTimeoutMs/],
    ["mysql://u:secret@h", /names host and database/],
    ["mysql://u:secret@h/a/b", /names host and database/],
    ["mysql://u:secret%zz@h/d", /%25/],
    ["mysql://u%zz:secret@h/d", /%25/],
    ["mysql://u:secret@h/%zz", /%25/],
    ["mysql://u:secret@h/d?poolSize=0", /poolSize is a whole number/],
    ["mysql://u:secret@h/d?poolSize=1e3", /poolSize is a whole number/],
    ["mysql://u:secret@h/d?multipleStatements=1", /poolSize, .*queryTimeoutMs/],
    // A password with a "?" or "/" that was not encoded.
    ["mysql://u:123/4?secret@h/d", /poolSize, .*queryTimeoutMs/],
    ["mysql://u:secret@h/d?tls=maybe", /tls is off, on or unverified/],
    ["mysql://u:secret@h/d?queryTimeoutMs=10000", /queryTimeoutMs .* lockWaitS/],
    ["mysql://u:secret@h/d?lockWaitS=60", /queryTimeoutMs .* lockWaitS/],
  ] as const) {
    assert.throws(
      () => parseDatabaseUrl(url),
      (error) => {
        assert.ok(error instanceof BadDatabaseUrl, `${url}: ${error}`)
        assert.match(error.message, takes, url)
        assert.doesNotMatch(error.message, /secret|cret@|\n/, url)
        return true
      },
      url,
    )
  }
})
