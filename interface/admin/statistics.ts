import { z } from "zod"
import { Failure } from "../failure.ts"
import { count, rowId } from "../fields.ts"
import { message } from "../message.ts"

const day = z.iso.date()

/** statistics: what a house's staff wants to see at a glance. */
export const statistics = message(
  "statistics",
  {
    doc: "Tells what happened in the last days (in UTC, today included), and what the store holds.",
    access: "staff",
    reads: true,
    request: { days: z.int().min(1).max(366).default(30) },
    reply: {
      films: z
        .array(z.object({ movie_id: rowId(), name: z.string(), downloads: count }))
        .describe("by downloads begun in these days, at most 20, most first"),
      days: z
        .array(
          z.object({
            day,
            downloads: count,
            registrations: count,
            income_fen: z.int().describe("what members paid for films and VIP, less refunds"),
          }),
        )
        .describe("each day, those without anything too, oldest first"),
      storage: z.object({
        film_count: count,
        film_bytes: count.describe("of films in the library; those of the same content count once"),
        trash_count: count,
        trash_bytes: count,
        upload_count: count,
        upload_bytes: count.describe("that unfinished uploads have reserved"),
        free_bytes: count.describe("that the disk has left"),
      }),
      members: z.object({ all: count, vip: count, live: count.describe("people who are logged in") }),
    },
    done: { en: "Here are the figures.", zh: "获取统计成功" },
    fails: [],
  },
  async () => {
    throw new Failure("NOT_ALLOWED")
  },
)
