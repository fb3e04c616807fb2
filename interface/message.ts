import { z } from "zod"
import type { Context, MemberContext } from "./context.ts"
import { Failure, type FailureCode } from "./failure.ts"
import { fieldProblem } from "./field-problem.ts"
import type { IncomingFilm, OutgoingFilm } from "./film.ts"
import type { Text } from "./text/locale.ts"
import type { JsonObject } from "./wire/parse-json.ts"

/** Who may send a message: anyone, whoever is logged in, or admins alone. */
export type Access = "anyone" | "member" | "admin"

/** Fields of a request or a reply by their names on the wire. */
export type Fields = Readonly<Record<string, z.ZodType>>

/** The values that fields take once they were checked. */
export type FieldValues<F extends Fields> = z.output<z.ZodObject<F>>

/** The values of fields as they are given, before defaults are filled in. */
export type FieldInputs<F extends Fields> = z.input<z.ZodObject<F>>

/** Film bytes that follow a reply: sent after `waitMs` milliseconds, during which nothing else waits. */
export type FilmReply = {
  readonly film: OutgoingFilm
  readonly waitMs: number
  /** Told once, after the last byte was taken or the transfer broke off, how many bytes were taken. */
  readonly ended: (bytes: number) => Promise<void>
}

/** What a message declares: the table of messages, PROTOCOL.md, the clients' types and the dispatcher all read it. */
export type Declaration<Request extends Fields, Reply extends Fields, A extends Access> = {
  /** One sentence on what the message does. */
  readonly doc: string
  readonly access: A
  readonly request: Request
  readonly reply: Reply
  /** What a person reads when it went well. */
  readonly done: Text
  /** The failures of its own, beside those that any request can meet. */
  readonly fails: readonly FailureCode[]
}

/** The result of a request that went well: the reply's own keys, and film bytes where the message sends some. */
export type Outcome = { readonly keys: JsonObject; readonly film?: FilmReply }

/** A message of the table; `run` checks a request's fields and handles it, throwing Failure BAD_FIELD and those it declares. */
export type Message<
  Type extends string = string,
  Request extends Fields = Fields,
  Reply extends Fields = Fields,
> = Declaration<Request, Reply, Access> & {
  readonly type: Type
  /** Which side's JSON is followed by film bytes. */
  readonly film: "none" | "request" | "reply"
  readonly run: (
    context: Context & Partial<MemberContext>,
    request: JsonObject,
    film?: IncomingFilm,
  ) => Promise<Outcome>
}

type ContextOf<A extends Access> = A extends "anyone" ? Context : MemberContext

function needSession<A extends Access>(
  access: A,
  context: Context & Partial<MemberContext>,
): asserts context is ContextOf<A> & Context {
  // The dispatcher has asked before; this keeps a handler safe from a dispatcher that forgot.
  if (access !== "anyone" && context.session === undefined) throw new Failure("NOT_LOGGED_IN")
}

function checkerOf<Request extends Fields>(request: Request): (raw: JsonObject) => FieldValues<Request> {
  const schema = z.object(request)
  return (raw) => {
    const checked = schema.safeParse(raw)
    if (checked.success) return checked.data
    throw new Failure("BAD_FIELD", fieldProblem(checked.error))
  }
}

/** Declares a message without film bytes. */
export function message<
  const Type extends string,
  Request extends Fields,
  Reply extends Fields,
  const A extends Access,
>(
  type: Type,
  declaration: Declaration<Request, Reply, A>,
  handle: (context: ContextOf<A>, request: FieldValues<Request>) => Promise<FieldValues<Reply>>,
): Message<Type, Request, Reply> {
  const check = checkerOf(declaration.request)
  return {
    ...declaration,
    type,
    film: "none",
    run: async (context, raw) => {
      needSession(declaration.access, context)
      return { keys: await handle(context, check(raw)) }
    },
  }
}

/** Declares a message whose request is followed by `file_size` bytes of film. */
export function uploadMessage<
  const Type extends string,
  Request extends Fields,
  Reply extends Fields,
  const A extends Access,
>(
  type: Type,
  declaration: Declaration<Request, Reply, A>,
  handle: (
    context: ContextOf<A>,
    request: FieldValues<Request>,
    film: IncomingFilm,
  ) => Promise<FieldValues<Reply>>,
): Message<Type, Request, Reply> {
  const check = checkerOf(declaration.request)
  return {
    ...declaration,
    type,
    film: "request",
    run: async (context, raw, film) => {
      needSession(declaration.access, context)
      const request = check(raw)
      if (film === undefined) throw new Failure("BAD_FIELD", noSize)
      return { keys: await handle(context, request, film) }
    },
  }
}

const noSize = { field: "file_size", problem: { en: "it is missing", zh: "缺少该字段" } }

/** Declares a message whose reply is followed by `file_size` bytes of film. */
export function downloadMessage<
  const Type extends string,
  Request extends Fields,
  Reply extends Fields,
  const A extends Access,
>(
  type: Type,
  declaration: Declaration<Request, Reply, A>,
  handle: (
    context: ContextOf<A>,
    request: FieldValues<Request>,
  ) => Promise<{ keys: FieldValues<Reply>; film: FilmReply }>,
): Message<Type, Request, Reply> {
  const check = checkerOf(declaration.request)
  return {
    ...declaration,
    type,
    film: "reply",
    run: async (context, raw) => {
      needSession(declaration.access, context)
      return handle(context, check(raw))
    },
  }
}
