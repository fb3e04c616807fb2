import type { ReplyOf } from "../../interface/protocol.ts"

/** What a scripted server answers to a log-in, so that a client takes it. */
export const loginReply: ReplyOf<"login"> = {
  session: "s",
  is_vip: 0,
  vip_until: null,
  user_id: 1,
  role: null,
  notice: [],
  unread_notices: 0,
  unacknowledged_notices: 0,
}

/** What it answers to buy_vip. */
export const vipReply: ReplyOf<"buy_vip"> = {
  is_vip: 1,
  vip_until: "2027-01-01T00:00:00.000Z",
  price_fen: 3000,
  balance_fen: 7000,
}

/** A film of its lists. */
export const listedFilm: ReplyOf<"list_movies">["movies"][number] = {
  id: 1,
  name: "film.mp4",
  size: 100,
  is_free: 1,
  price_fen: 0,
  is_bought: 0,
  offer_until: null,
  upload_time: "2026-11-21T04:05:06.000Z",
  poster: null,
  duration_ms: null,
  width: null,
  height: null,
  position_ms: null,
}
