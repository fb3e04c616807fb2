import { AsyncLocalStorage } from "node:async_hooks"
import type { Driver, Session, TransactionSession } from "./dialect.ts"
import { DatabaseClosed, NoDatabase, OrmMisuse, TransactionOver } from "./errors.ts"

/** The database that models use, and the transaction that they join. */
export interface Scope {
  readonly driver: Driver
  readonly transaction: TransactionSession | undefined
  closed: boolean
}

const scopes = new AsyncLocalStorage<Scope>()
let bound: Scope | undefined

/** The scope of the running code; throws NoDatabase. */
export function currentScope(): Scope {
  const scope = scopes.getStore() ?? bound
  if (scope === undefined) throw new NoDatabase("no database here: wrap the call in database.run(...)")
  return scope
}

/** Where a statement of the running code goes: its transaction, or the database; throws TransactionOver. */
export function currentSession(): Session {
  const { transaction, driver, closed } = currentScope()
  if (transaction === undefined) {
    if (closed) throw new DatabaseClosed("the database was closed")
    return driver
  }
  if (transaction.doom !== undefined) {
    throw new TransactionOver("the transaction has failed and can only be rolled back", {
      cause: transaction.doom,
    })
  }
  if (transaction.over)
    throw new TransactionOver("the transaction has ended; was a call inside it not awaited?")
  return transaction
}

/** Runs `work` with everything inside it using `scope`. */
export function runIn<Result>(scope: Scope, work: () => Result): Result {
  return scopes.run(scope, work)
}

/** Makes `scope` the one of all code that is in no other; throws OrmMisuse if another database is. */
export function bindScope(scope: Scope): void {
  if (bound !== undefined && bound !== scope) throw new OrmMisuse("another database is bound already")
  bound = scope
}

/** Undoes `bindScope`. */
export function unbindScope(scope: Scope): void {
  if (bound === scope) bound = undefined
}
