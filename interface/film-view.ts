import { z } from "zod"
import { bit, count, moment, rowId } from "./fields.ts"

/** What a list shows of a film. */
export const filmFields = {
  id: rowId(),
  name: z.string(),
  size: count.describe("bytes"),
  is_free: bit,
  price_fen: count.describe(
    "what it costs whoever asks; the staff, who pay nothing, are told what it costs members; 0 for a free film",
  ),
  is_bought: bit.describe("1: whoever asks has bought it, and pays nothing any more"),
  offer_until: moment.nullable().describe("the end of an offer that holds now; null without one"),
  upload_time: moment,
  poster: z
    .string()
    .nullable()
    .describe(
      "the content name of its poster: /posters/<name>-<width>.webp over HTTP, 160, 320, 640 or 1280 wide",
    ),
  duration_ms: count.nullable().describe("null where it isn't known"),
  width: count.nullable().describe("of the picture, in pixels; null where it isn't known"),
  height: count.nullable(),
  position_ms: count.nullable().describe("how far whoever asks has watched it; null where they haven't"),
}
