import type { Socket } from "node:net"
import type { Connection, FieldPacket, PrepareStatementInfo, QueryError } from "mysql2"
import { BoundedCache } from "../bounded-cache.ts"
import type { Bound } from "../codec.ts"
import type { Changed, OpenOptions, RawRow, Table } from "../dialect.ts"
import { ConnectionLost, type OrmError } from "../errors.ts"
import { Deadline } from "./deadline.ts"
import { mysqlError } from "./errors.ts"
import { parameters, type Types } from "./parameters.ts"

/** What a link is made of: mysql2's connection, its socket, and how long a command may go unanswered. */
export interface LinkParts {
  readonly connection: Connection
  readonly socket: Socket
  readonly types: Types
  readonly queryTimeoutMs: number
  readonly onQuery: OpenOptions["onQuery"]
}

/** One connection with its prepared statements. Rejects with this ORM's errors. */
export class Link {
  readonly #connection: Connection
  readonly #socket: Socket
  readonly #deadline: Deadline
  readonly #types: Types
  readonly #onQuery: OpenOptions["onQuery"]
  // Forgotten through mysql2, which keeps a list of its own and would hand out the closed statement again.
  readonly #prepared = new BoundedCache<PrepareStatementInfo>(400, (sql) => this.#connection.unprepare(sql))
  /** False once the connection is gone or was destroyed. */
  alive = true

  constructor({ connection, socket, types, queryTimeoutMs, onQuery }: LinkParts, gone: () => void) {
    this.#connection = connection
    this.#socket = socket
    this.#deadline = new Deadline(queryTimeoutMs, () => {
      this.#deadline.expire()
      this.destroy()
    })
    this.#types = types
    this.#onQuery = onQuery
    const end = () => {
      this.alive = false
      gone()
    }
    connection.on("error", end)
    connection.on("end", end)
  }

  rows(sql: string, params: readonly Bound[]): Promise<RawRow[]> {
    return new Promise((resolve, reject) => {
      this.#execute(sql, params, reject, (result) => resolve(result as RawRow[]))
    })
  }

  change(sql: string, params: readonly Bound[]): Promise<Changed> {
    return new Promise((resolve, reject) => {
      this.#execute(sql, params, reject, (result) => resolve(changed(result)))
    })
  }

  table(sql: string, params: readonly Bound[]): Promise<Table> {
    return new Promise((resolve, reject) => {
      this.#execute(sql, params, reject, (result, fields) => resolve(asTable(result, fields)))
    })
  }

  /** Runs a constant text without values: transaction control and DDL, which MySQL does not prepare. */
  control(sql: string): Promise<void> {
    this.#onQuery?.(sql, [])
    return new Promise((resolve, reject) => {
      this.#deadline.begin(reject)
      this.#connection.query(sql, (error) => {
        this.#deadline.end(reject)
        if (error === null) resolve()
        else reject(this.#failure(error, sql))
      })
    })
  }

  /** Runs `work`, whose statements may take as long as they like: a change of a great table does. */
  async unhurried<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#deadline.isOn = false
    try {
      return await work()
    } finally {
      this.#deadline.isOn = true
    }
  }

  /** Says goodbye and waits until that has gone out, not for an answer. */
  end(): Promise<void> {
    this.alive = false
    this.#deadline.stop()
    return new Promise((resolve) => {
      this.#connection.end(() => {
        // mysql2 calls back just before it writes.
        setImmediate(() => {
          this.#socket.destroySoon()
          resolve()
        })
      })
    })
  }

  /** Ends it now: the server rolls back what was open. */
  destroy(): void {
    this.alive = false
    this.#connection.destroy()
    // mysql2 only half closes, and waits for the other side to do the same.
    this.#socket.destroy()
    this.#deadline.stop()
  }

  #execute(
    sql: string,
    params: readonly Bound[],
    reject: (error: Error) => void,
    done: (result: unknown, fields: FieldPacket[]) => void,
  ): void {
    this.#onQuery?.(sql, params)
    const answered = (error: QueryError | null, result: unknown, fields: FieldPacket[]) => {
      this.#deadline.end(reject)
      if (error === null) done(result, fields)
      else reject(this.#failure(error, sql))
    }
    const values = parameters(this.#types, params)
    this.#deadline.begin(reject)
    const kept = this.#prepared.get(sql)
    if (kept !== undefined) {
      kept.execute(values, answered)
      return
    }
    this.#connection.prepare(sql, (error, statement) => {
      if (error !== null) {
        this.#deadline.end(reject)
        reject(this.#failure(error, sql))
        return
      }
      this.#prepared.set(sql, statement)
      statement.execute(values, answered)
    })
  }

  #failure(error: QueryError, sql: string): OrmError {
    const failure = mysqlError(error, sql)
    // mysql2 tells the command alone of a connection that was reset, and nobody else.
    if (failure instanceof ConnectionLost) this.destroy()
    return failure
  }
}

function changed(result: unknown): Changed {
  const { affectedRows, insertId } = result as { affectedRows: number; insertId: number }
  return { count: affectedRows, insertId }
}

const longLong = 8
const newDecimal = 246

function asTable(result: unknown, fields: FieldPacket[] | undefined): Table {
  if (!Array.isArray(result) || fields === undefined)
    return { columns: [], rows: [], count: changed(result).count }
  const rows: RawRow[] = result
  for (const [i, { columnType, decimals }] of fields.entries()) {
    const isWhole = columnType === longLong || (columnType === newDecimal && decimals === 0)
    if (isWhole) for (const row of rows) row[i] = whole(row[i])
  }
  return { columns: fields.map(({ name }) => name), rows, count: rows.length }
}

/** mysql2 gives a whole number beyond a double's reach, and each DECIMAL, as text. */
function whole(value: unknown): unknown {
  if (typeof value !== "string") return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}
