import { z } from "zod"
import { bit, count, moment, rowId } from "./fields.ts"
import type { Fields, FieldValues } from "./message.ts"

/** What a connection can ask to be told of. */
export const topics = ["notices"] as const

/** One of them. */
export type Topic = (typeof topics)[number]

type PushDeclaration = { readonly doc: string; readonly fields: Fields }

/** The frames that answer no request, by their `push`. */
export const pushes = {
  notice: {
    doc: "A notice is there for the person from now on: it was released, or its time has come. To whoever subscribed to notices.",
    fields: {
      id: rowId(),
      title: z.string(),
      content: z.string(),
      time: moment,
      is_pinned: bit,
      must_acknowledge: bit,
    },
  },
  missed: {
    doc: "The peer took too little for too long, and pushes of these topics were left out: list_notices has the notices.",
    fields: { topics: z.array(z.enum(topics)) },
  },
  queue: {
    doc: "More or fewer people are in front of a place in the line for downloads; once a second at most. To the connections that were told QUEUED.",
    fields: {
      place: z.string(),
      front_users: count,
      estimate_s: count.nullable().describe("seconds until the turn may come; null where nothing is known"),
    },
  },
  turn: {
    doc: "The turn of a place has come: download_movie with `place` takes it, for offer_s seconds. To the connections that were told QUEUED.",
    fields: { place: z.string(), offer_s: z.number() },
  },
  lost: {
    doc: "A place is no more: its turn was not taken, or its film, account or session has ended. Asking again tells, or gets in line at its end.",
    fields: { place: z.string() },
  },
  session_ended: {
    doc: "The session that subscribed has ended, and with it the subscription.",
    fields: {},
  },
} as const satisfies Readonly<Record<string, PushDeclaration>>

/** A push of a kind, as it is sent. */
export type PushOf<Kind extends keyof typeof pushes> = { readonly push: Kind } & FieldValues<
  (typeof pushes)[Kind]["fields"]
>
