import assert from "node:assert/strict"
import { test } from "node:test"
import { Deadlock, LockTimeout, NoDatabase, TransactionOver, UniqueViolation } from "../../orm/errors.ts"
import { add } from "../../orm/expression.ts"
import { sql } from "../../orm/sql.ts"
import { transaction } from "../../orm/transaction.ts"
import { administer, forEachDatabase } from "../kit/databases.ts"
import { Author, Film, withLibrary } from "./library.ts"

class Refusal extends Error {}

forEachDatabase((kit) => {
  test("all of a transaction happens, or nothing", () =>
    withLibrary(kit, async () => {
      assert.equal(await transaction(async () => (await new Author({ name: "a" }).save()).id), 1)
      const failing = transaction(async () => {
        await new Author({ name: "b" }).save()
        await sql`UPDATE author SET balance = 5`
        throw new Refusal()
      })
      await assert.rejects(failing, Refusal)
      assert.deepEqual([await Author.count(), await Author.sum("balance")], [1, 0n])
    }))

  test("a nested transaction joins: one BEGIN, one COMMIT", () =>
    withLibrary(kit, async (t) => {
      await transaction(async () => {
        await transaction(() => new Author({ name: "a" }).save())
        await Promise.all([1, 2].map((i) => transaction(() => new Author({ name: `n${i}` }).save())))
      })
      const control = t.seen.map(({ sql }) => sql).filter((text) => !text.startsWith("INSERT"))
      assert.deepEqual(control, [kit.name === "sqlite" ? "BEGIN IMMEDIATE" : "START TRANSACTION", "COMMIT"])
      assert.equal(await Author.count(), 3)
    }))

  test("an inner failure dooms the whole even where it was caught", () =>
    withLibrary(kit, async () => {
      const outer = transaction(async () => {
        await new Author({ name: "a" }).save()
        await transaction(async () => {
          throw new Refusal()
        }).catch(() => undefined)
        await assert.rejects(Author.count(), TransactionOver)
      })
      await assert.rejects(outer, Refusal)
      assert.equal(await Author.count(), 0)
    }))

  test("a refused statement alone does not end the transaction", () =>
    withLibrary(kit, async () => {
      await transaction(async () => {
        await new Author({ name: "a" }).save()
        await assert.rejects(new Author({ name: "A" }).save(), UniqueViolation)
        await new Author({ name: "b" }).save()
      })
      assert.equal(await Author.count(), 2)
    }))

  test("a statement after the end of its transaction is refused, not run outside of it", () =>
    withLibrary(kit, async (t) => {
      const gate = Promise.withResolvers<void>()
      let late: Promise<unknown> = Promise.resolve()
      await transaction(async () => {
        await new Author({ name: "a" }).save()
        late = gate.promise.then(() => new Author({ name: "late" }).save())
      })
      gate.resolve()
      await assert.rejects(late, TransactionOver)
      assert.equal(await t.database.run(() => Author.count()), 1)
    }))

  test("other requests neither see an open transaction nor write into it", () =>
    withLibrary(kit, async (t) => {
      const inside = Promise.withResolvers<void>()
      const goOn = Promise.withResolvers<void>()
      const open = transaction(async () => {
        await new Author({ name: "inside" }).save()
        inside.resolve()
        await goOn.promise
        throw new Refusal()
      })
      await inside.promise
      assert.equal(await Author.count(), 0)
      const write = t.database.run(() => new Author({ name: "outside" }).save())
      goOn.resolve()
      await assert.rejects(open, Refusal)
      await write
      assert.deepEqual(
        (await Author.select()).map((author) => author.name),
        ["outside"],
      )
    }))

  test("transactions at the same time lose no update", () =>
    withLibrary(kit, async () => {
      const { id } = await new Author({ name: "a" }).save()
      const raise = () =>
        transaction(async () => {
          const author = await Author.first({ id }, { forUpdate: true })
          assert.ok(author)
          author.balance += 1n
          await author.update()
        })
      await Promise.all(Array.from({ length: 20 }, raise))
      assert.equal((await Author.get(id))?.balance, 20n)
    }))

  test("a deadlock or lock time-out is tried again, the last one is thrown", () =>
    withLibrary(kit, async () => {
      let runs = 0
      const worked = await transaction(async () => {
        if (++runs < 3) throw runs === 1 ? new Deadlock("x") : new LockTimeout("x")
        return runs
      })
      assert.equal(worked, 3)
      runs = 0
      const failing = transaction(
        async () => {
          runs++
          throw new Deadlock("x")
        },
        { retries: 2 },
      )
      await assert.rejects(failing, Deadlock)
      assert.equal(runs, 3)
    }))

  test("after a rollback, rows in memory count as unsaved again, so that a second attempt stores them", () =>
    withLibrary(kit, async () => {
      const old = await new Author({ name: "old" }).save()
      const fresh = new Author({ name: "new" })
      let attempts = 0
      await transaction(async () => {
        await fresh.save()
        old.kind = "admin"
        await old.update()
        if (++attempts === 1) throw new Deadlock("x")
      })
      assert.equal(attempts, 2)
      assert.deepEqual(await Author.select({}, { orderBy: "id" }), [old, fresh])
      const failing = transaction(async () => {
        await new Film({ name: "x" }).save()
        old.kind = "member"
        await old.update()
        throw new Refusal()
      })
      await assert.rejects(failing, Refusal)
      await old.update()
      assert.equal((await Author.get(old.id))?.kind, "member")
    }))

  test("only the outermost is tried again", () =>
    withLibrary(kit, async () => {
      let outer = 0
      let inner = 0
      await transaction(async () => {
        outer++
        await transaction(async () => {
          if (++inner === 1) throw new LockTimeout("x")
        })
      })
      assert.deepEqual([outer, inner], [2, 2])
    }))

  test("a transaction needs a database", async () => {
    await assert.rejects(
      transaction(async () => undefined),
      NoDatabase,
    )
    await assert.rejects(Film.count(), NoDatabase)
  })

  test("two databases in one process stay apart", () =>
    withLibrary(kit, async () => {
      await new Author({ name: "one" }).save()
      await withLibrary(kit, async () => {
        assert.equal(await Author.count(), 0)
        await transaction(() => new Author({ name: "two" }).save())
      })
      assert.deepEqual(
        (await Author.select()).map((author) => author.name),
        ["one"],
      )
    }))

  if (kit.name === "mysql") {
    test("a real deadlock is survived by both", () =>
      withLibrary(kit, async (t) => {
        await Author.insert([{ name: "a" }, { name: "b" }])
        let arrived = 0
        const both = Promise.withResolvers<void>()
        const move = (from: number, to: number) =>
          transaction(async () => {
            await Author.update({ id: from }, { balance: add(-1n) })
            // Each holds one row before either asks for the other's; once only, the second attempt runs freely.
            if (++arrived === 2) both.resolve()
            await both.promise
            await Author.update({ id: to }, { balance: add(1n) })
          })
        await Promise.all([move(1, 2), move(2, 1)])
        assert.equal(arrived, 3)
        assert.equal(t.seen.filter(({ sql }) => sql === "ROLLBACK").length, 1)
        assert.equal(await Author.sum("balance"), 0n)
      }))

    test("a lock-wait time-out dooms the transaction, so that nothing is committed in parts", () =>
      withLibrary(
        kit,
        async () => {
          await Author.insert([{ name: "a" }, { name: "b" }])
          const held = Promise.withResolvers<void>()
          const free = Promise.withResolvers<void>()
          const holder = transaction(async () => {
            await Author.update({ id: 1 }, { balance: 1n })
            held.resolve()
            await free.promise
          })
          await held.promise
          const waiter = transaction(
            async () => {
              await Author.update({ id: 2 }, { balance: 9n })
              await Author.update({ id: 1 }, { balance: 9n }).catch(() => undefined)
              await assert.rejects(Author.update({ id: 2 }, { balance: 10n }), TransactionOver)
            },
            { retries: 0 },
          )
          await assert.rejects(waiter, LockTimeout)
          free.resolve()
          await holder
          assert.equal(await Author.sum("balance"), 1n)
        },
        "lockWaitS=1",
      ))

    test("a connection that cannot roll back is destroyed, and the next one is sound", () =>
      withLibrary(
        kit,
        async () => {
          const killed = transaction(async () => {
            await new Author({ name: "a" }).save()
            const [row] = await sql`SELECT CONNECTION_ID() AS id`
            await administer(`KILL CONNECTION ${Number(row?.id)}`)
            throw new Refusal()
          })
          await assert.rejects(killed, Refusal)
          assert.equal(await Author.count(), 0)
          await transaction(() => new Author({ name: "b" }).save())
          assert.equal(await Author.count(), 1)
        },
        "poolSize=1",
      ))
  }
})
