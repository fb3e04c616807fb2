import { setTimeout as delay } from "node:timers/promises"
import type { TransactionSession } from "./dialect.ts"
import { DatabaseClosed, Deadlock, LockTimeout, TransactionOver } from "./errors.ts"
import { currentScope, runIn, type Scope } from "./scope.ts"

/** `retries`: how often a transaction that lost a deadlock or waited too long for a lock is tried again (5). */
export interface TransactionOptions {
  readonly retries?: number
}

/**
 * Runs `work` so that everything it writes through models and `sql` happens, or nothing does. Begins on the database in
 * scope; inside another transaction it joins that one, and if `work` throws there, the whole is rolled back even where
 * the outer code catches. The outermost runs `work` again after a deadlock or lock time-out, so `work` must do nothing
 * that cannot be done twice; rows that it saved or updated count as not saved, not updated again. Throws what `work` threw.
 */
export async function transaction<Result>(
  work: () => Promise<Result>,
  options?: TransactionOptions,
): Promise<Result> {
  const scope = currentScope()
  if (scope.transaction !== undefined) return join(scope.transaction, work)
  if (scope.closed) throw new DatabaseClosed("the database was closed")
  const retries = options?.retries ?? 5
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptOnce(scope, work)
    } catch (error) {
      if (attempt >= retries || !isWorthRetrying(error)) throw error
      await delay(jitterMs(attempt))
    }
  }
}

async function join<Result>(session: TransactionSession, work: () => Promise<Result>): Promise<Result> {
  if (session.over) throw new TransactionOver("the transaction has ended; was a call inside it not awaited?")
  try {
    return await work()
  } catch (error) {
    session.doom ??= error
    throw error
  }
}

async function attemptOnce<Result>(scope: Scope, work: () => Promise<Result>): Promise<Result> {
  const session = await scope.driver.begin()
  try {
    const result = await runIn({ driver: scope.driver, transaction: session, closed: false }, work)
    if (session.doom !== undefined) throw session.doom
    session.over = true
    await session.commit()
    return result
  } catch (error) {
    session.over = true
    await session.rollback()
    // The newest first, as with any undoing.
    for (const undo of session.undo.reverse()) undo()
    throw rootOf(error)
  }
}

/** A statement refused because the transaction was doomed stands for what doomed it. */
function rootOf(error: unknown): unknown {
  return error instanceof TransactionOver && error.cause !== undefined ? error.cause : error
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof Deadlock || error instanceof LockTimeout
}

/** Full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS 2015): anything from 0 to 10 ms · 2^attempt, 500 at most. */
function jitterMs(attempt: number): number {
  return Math.random() * Math.min(500, 10 * 2 ** attempt)
}
