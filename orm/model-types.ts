import type { Definition, Fields } from "./definition.ts"
import type { Expression } from "./expression.ts"
import type { Field } from "./field.ts"
import type { Combined, Condition } from "./operator.ts"
import type { Relation } from "./relation.ts"

type Flat<T> = { [K in keyof T]: T[K] }
type Name<F> = Extract<keyof F, string>
type NeedOf<X> = X extends Field<unknown, infer N> ? N : never

/** What a column of this field holds. */
type ValueOf<X> = X extends Field<infer Value> ? Value : never

/** One row: a value for each column. */
type RowOf<F extends Fields> = { -readonly [K in keyof F]: ValueOf<F[K]> }

/** What a new row takes: the required columns, and those with a default if wished. */
type NewRow<F extends Fields> = Flat<
  { readonly [K in keyof F as NeedOf<F[K]> extends "required" ? K : never]: ValueOf<F[K]> } & {
    readonly [K in keyof F as NeedOf<F[K]> extends "optional" ? K : never]?: ValueOf<F[K]>
  }
>

type Conditions<F extends Fields> = {
  readonly [K in keyof F]?: ValueOf<F[K]> | Condition<NonNullable<ValueOf<F[K]>>>
}

/** Which rows: values and conditions by column (all of them), or `or`, `and`, `all`. */
export type Where<F extends Fields> = Conditions<F> | Combined<Where<F>>

/** What `update` writes: values, `add(...)` and `now()`, by column. */
type Changes<F extends Fields> = {
  readonly [K in keyof F as NeedOf<F[K]> extends "kept" ? never : K extends "id" ? never : K]?:
    | ValueOf<F[K]>
    | Expression<NonNullable<ValueOf<F[K]>>>
}

type Order<F> = Name<F> | `-${Name<F>}`
type OrderBy<F> = Order<F> | readonly Order<F>[]
type OrderedName<O> = O extends readonly (infer One)[] ? OrderedName<One> : O extends `-${infer N}` ? N : O

/** Relations to load with the rows, by the name of the property that will hold them. */
type With<F> = Readonly<Record<string, Relation<unknown, Name<F>>>>

/** How to read: order ("-column" is descending), how many, from where, and what to load along. */
interface ReadOptions<F extends Fields, O extends OrderBy<F>, W extends With<F>> {
  readonly orderBy?: O
  readonly limit?: number
  readonly offset?: number
  /** The values of the orderBy columns in the last row seen: goes on behind it. */
  readonly after?: { readonly [K in Extract<OrderedName<O>, keyof F>]: ValueOf<F[K]> }
  readonly with?: W
  /** In a transaction: nobody else changes these rows until it ends. */
  readonly forUpdate?: boolean
}

type Loaded<W> = { readonly [K in keyof W]: W[K] extends Relation<infer Value, string> ? Value : never }

/** The instance of a model class. */
export type InstanceOf<M> = M extends new (...args: never[]) => infer I ? I : never

/** Any model class, as relations and tests take it. */
export interface AnyModel {
  new (...args: never[]): object
  readonly definition: Definition
}

/** What every row can do. */
interface RowMethods {
  /** INSERT; afterwards `id` and what the database filled in are known. */
  save(): Promise<this>
  /** UPDATE of the changed columns by primary key, without SQL if there are none; throws RowGone. */
  update(): Promise<void>
  /** Reads the row again; throws RowGone. */
  reload(): Promise<void>
  /** DELETE by primary key; answers whether the row was there. */
  delete(): Promise<boolean>
}

/** A model: `new` makes a row that is not stored yet, the rest speaks with the database in scope. */
export interface ModelClass<F extends Fields> {
  new (values: NewRow<F>): RowOf<F> & RowMethods
  readonly definition: Definition
  /** The rows that match. */
  select<
    M extends AnyModel,
    const O extends OrderBy<F> = never,
    const W extends With<F> = Record<never, never>,
  >(this: M, where?: Where<F>, options?: ReadOptions<F, O, W>): Promise<(InstanceOf<M> & Loaded<W>)[]>
  /** The first row that matches. */
  first<
    M extends AnyModel,
    const O extends OrderBy<F> = never,
    const W extends With<F> = Record<never, never>,
  >(
    this: M,
    where?: Where<F>,
    options?: Omit<ReadOptions<F, O, W>, "limit">,
  ): Promise<(InstanceOf<M> & Loaded<W>) | undefined>
  /** The row with this primary key. */
  get<M extends AnyModel>(this: M, id: number): Promise<InstanceOf<M> | undefined>
  /** How many rows match. */
  count(where?: Where<F>): Promise<number>
  /** Whether a row matches. */
  exists(where?: Where<F>): Promise<boolean>
  /** The exact sum of a column of whole numbers over the rows that match; 0n if there are none. */
  sum(column: Name<F>, where?: Where<F>): Promise<bigint>
  /** Stores many rows, all or none; answers how many. Their ids may have gaps. */
  insert(rows: readonly NewRow<F>[]): Promise<number>
  /** Writes `changes` to the rows that match; answers how many matched, changed by it or not. */
  update(where: Where<F>, changes: Changes<F>): Promise<number>
  /** Deletes the rows that match; answers how many. */
  delete(where: Where<F>): Promise<number>
}
