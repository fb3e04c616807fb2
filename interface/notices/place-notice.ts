import { foldName } from "../../db/fold-name.ts"
import type { Notice } from "../../db/notice.ts"
import { User } from "../../db/user.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { Failure } from "../failure.ts"
import type { FieldValues } from "../message.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import type { noticeFields } from "./notice-fields.ts"

type Said = FieldValues<typeof noticeFields>

/** The columns of a notice that say to whom and when it is there. */
type Place = Pick<
  Notice,
  "audience" | "user_id" | "from_time" | "until_time" | "is_pinned" | "must_acknowledge"
>

const nowhere: Place = {
  audience: "all",
  user_id: null,
  from_time: null,
  until_time: null,
  is_pinned: false,
  must_acknowledge: false,
}

/**
 * Where a notice goes by what an editor says of it, and else stays; a new one goes to everybody, at once and for ever. Throws
 * Failure NO_SUCH_USER, BAD_TIMES, and BAD_FIELD where nobody is named.
 */
export async function placeNotice(said: Said, before: Place = nowhere): Promise<Place> {
  const audience = said.audience ?? before.audience
  const place: Place = {
    audience,
    user_id: audience === "person" ? await personOf(said, before) : null,
    from_time: said.from === undefined ? before.from_time : said.from,
    until_time: said.until === undefined ? before.until_time : said.until,
    is_pinned: said.pinned ?? before.is_pinned,
    must_acknowledge: said.must_acknowledge ?? before.must_acknowledge,
  }
  const { from_time, until_time } = place
  if (said.until) {
    if (said.until.getTime() <= (await databaseTime())) throw new Failure("BAD_TIMES")
  }
  if (from_time !== null && until_time !== null && until_time <= from_time) throw new Failure("BAD_TIMES")
  return place
}

async function personOf({ name }: Said, before: Place): Promise<number> {
  if (name === undefined) {
    if (before.user_id !== null) return before.user_id
    throw new Failure("BAD_FIELD", { field: "name", problem: fieldProblemTexts.missing })
  }
  const person = await User.first({ name_key: foldName(name), erase_time: null })
  if (person === undefined) throw new Failure("NO_SUCH_USER")
  return person.id
}
