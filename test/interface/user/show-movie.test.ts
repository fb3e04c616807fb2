import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { buy, openShop } from "../../kit/paid-shop.ts"
import { connectMember, listIn } from "../../kit/people.ts"

forEachDatabase((kit) => {
  test("a film is shown as lists show it, with what only its page tells", async () => {
    await using shop = await openShop({}, kit)
    const { member, movieId: movie_id, admin } = shop
    const seen = { duration_ms: 90_000, width: 1280, height: 720, container: "mp4", video_codec: "h264" }
    await shop.run(() => Movie.update({ id: movie_id }, { ...seen, sha256: "ab".repeat(32) }))
    await admin.ok({ type: "edit_movie", movie_id, description: "两行\n说明" })
    const { flag: _, msg, code, ...shown } = await member.ok({ type: "show_movie", movie_id })
    const [listed] = listIn(await member.ok({ type: "list_movies" }), "movies")
    const {
      description,
      container,
      video_codec,
      audio_codec,
      content_id,
      sha256,
      is_damaged,
      is_deleted,
      ...rest
    } = shown
    const { movie_id: shownId, ...film } = rest
    // A reply's own `id` is the request's.
    assert.deepEqual({ id: shownId, ...film }, listed)
    assert.deepEqual([rest.duration_ms, rest.width, rest.height, rest.price_fen], [90_000, 1280, 720, 1000])
    assert.deepEqual([description, container, video_codec, audio_codec], ["两行\n说明", "mp4", "h264", null])
    assert.match(String(content_id), /^[0-9a-f]{64}$/)
    assert.deepEqual([sha256, is_damaged, is_deleted], ["ab".repeat(32), 0, 0])
    await member.ok(buy(movie_id))
    assert.equal((await member.ok({ type: "show_movie", movie_id })).is_bought, 1)
  })

  test("a film in the trash is shown to who bought it, one that is damaged to everybody, one that is purged to nobody", async () => {
    await using shop = await openShop({}, kit)
    const { member, movieId: movie_id, admin } = shop
    const show = { type: "show_movie", movie_id }
    const stranger = await connectMember(shop.server, "stranger")
    await member.ok(buy(movie_id))
    await shop.run(() => Movie.update({ id: movie_id }, { damage_time: new Date() }))
    assert.equal((await stranger.ok(show)).is_damaged, 1)
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    assert.equal((await member.ok(show)).is_deleted, 1)
    await stranger.fails("NO_SUCH_MOVIE", show)
    await admin.ok({ type: "purge_movie", movie_id, even_purchased: 1 })
    for (const peer of [member, stranger, admin]) await peer.fails("NO_SUCH_MOVIE", show)
    await member.fails("NO_SUCH_MOVIE", { ...show, movie_id: 9_007_199_254_740_991 })
  })
})
