import { z } from "zod"
import type { Context, MemberContext } from "./context.ts"
import { Failure, type FailureCode } from "./failure.ts"
import { fieldProblem } from "./field-problem.ts"
import type { IncomingFilm, OutgoingFilm } from "./film.ts"
import { fieldProblemTexts } from "./text/field-problems.ts"
import type { Text } from "./text/locale.ts"
import type { JsonObject } from "./wire/parse-json.ts"

/**
 * Who may send a message: anyone, whoever is logged in, all of the staff, those of it who keep films and notices, those who
 * keep money, or only those who may do everything.
 */
export type Access = "anyone" | "member" | "staff" | "editor" | "cashier" | "admin"

/** Fields of a request or a reply by their names on the wire. */
export type Fields = Readonly<Record<string, z.ZodType>>

/** The values that fields take once they were checked. */
export type FieldValues<F extends Fields> = z.output<z.ZodObject<F>>

/** The values of fields as they are given, before defaults are filled in. */
export type FieldInputs<F extends Fields> = z.input<z.ZodObject<F>>

/** Film bytes that follow a reply: sent after `waitMs` milliseconds, during which nothing else waits. */
export type FilmReply = {
  readonly film: OutgoingFilm
  /** The range of it that is sent, in bytes. */
  readonly offset: number
  readonly length: number
  readonly waitMs: number
  /** The download on record that it is a part of. */
  readonly download: { readonly id: number; readonly movieId: number }
  /** Whose bytes they are: a person's rate is shared by all connections of theirs. */
  readonly payer: { readonly userId: number; readonly isVip: boolean }
  /** Told how many bytes of it are on their way so far. */
  readonly progress: (bytes: number) => void
  /** Told once, after the last byte was taken or the transfer broke off, how many bytes were taken. */
  readonly ended: (bytes: number) => Promise<void>
  /** Instead of it: no bytes follow the reply, the download goes on by a link, for which its slot is kept for a moment. */
  readonly handedOver: () => void
}

/** What a message declares: the table of messages, PROTOCOL.md, the clients' types and the dispatcher all read it. */
export type Declaration<Request extends Fields, Reply extends Fields, A extends Access> = {
  /** One sentence on what the message does. */
  readonly doc: string
  readonly access: A
  /** It changes nothing: over HTTP a GET may send it, and its reply may be kept with an ETag. Its fields fit a query string. */
  readonly reads?: true
  readonly request: Request
  readonly reply: Reply
  /** What a person reads when it went well. */
  readonly done: Text
  /** The failures of its own, beside those that any request can meet. */
  readonly fails: readonly FailureCode[]
}

/** The context of any request: the session is there where somebody is logged in. */
type AnyContext = Context & { readonly session: MemberContext["session"] | undefined }

type Described<Type extends string, Request extends Fields, Reply extends Fields> = Declaration<
  Request,
  Reply,
  Access
> & {
  readonly type: Type
}

/** A message of the table; `run` checks a request's fields and handles it, throwing Failure BAD_FIELD and those it declares. */
export type Message<
  Type extends string = string,
  Request extends Fields = Fields,
  Reply extends Fields = Fields,
> = Described<Type, Request, Reply> &
  (
    | {
        readonly film: "none"
        readonly run: (context: AnyContext, request: JsonObject) => Promise<JsonObject>
      }
    | {
        /** The request's JSON is followed by film bytes. */
        readonly film: "request"
        readonly run: (context: AnyContext, request: JsonObject, film?: IncomingFilm) => Promise<JsonObject>
      }
    | {
        /** The reply's JSON is followed by film bytes. */
        readonly film: "reply"
        readonly run: (context: AnyContext, request: JsonObject) => Promise<FilmAnswer<JsonObject>>
      }
  )

/** A reply's own keys and the film that follows them. */
export type FilmAnswer<Keys> = { readonly keys: Keys; readonly film: FilmReply }

type ContextOf<A extends Access> = A extends "anyone" ? Context : MemberContext

/** Makes the `run` of a message: checks who sends it and its fields, and hands them to the handler. */
function checkedRun<Request extends Fields, A extends Access, Result>(
  { access, request }: { readonly access: A; readonly request: Request },
  handle: (context: ContextOf<A>, request: FieldValues<Request>, film?: IncomingFilm) => Promise<Result>,
): (context: AnyContext, raw: JsonObject, film?: IncomingFilm) => Promise<Result> {
  const schema = z.object(request)
  return (context, raw, film) => {
    needSession(access, context)
    const checked = schema.safeParse(raw)
    if (checked.success) return handle(context, checked.data, film)
    throw new Failure("BAD_FIELD", fieldProblem(checked.error))
  }
}

function needSession<A extends Access>(
  access: A,
  context: AnyContext,
): asserts context is AnyContext & ContextOf<A> {
  // The dispatcher has asked before; this keeps a handler safe from a dispatcher that forgot.
  if (access !== "anyone" && context.session === undefined) throw new Failure("NOT_LOGGED_IN")
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
  return { ...declaration, type, film: "none", run: checkedRun(declaration, handle) }
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
  const run = checkedRun(declaration, (context: ContextOf<A>, request: FieldValues<Request>, film) => {
    if (film !== undefined) return handle(context, request, film)
    throw new Failure("BAD_FIELD", { field: "file_size", problem: fieldProblemTexts.invalid })
  })
  return { ...declaration, type, film: "request", run }
}

/** Declares a message whose reply is followed by `file_size` bytes of film. */
export function downloadMessage<
  const Type extends string,
  Request extends Fields,
  Reply extends Fields,
  const A extends Access,
>(
  type: Type,
  declaration: Declaration<Request, Reply, A>,
  handle: (context: ContextOf<A>, request: FieldValues<Request>) => Promise<FilmAnswer<FieldValues<Reply>>>,
): Message<Type, Request, Reply> {
  return { ...declaration, type, film: "reply", run: checkedRun(declaration, handle) }
}
