import { randomUUID } from "node:crypto"
import type { TestBrowser } from "../kit/browser.ts"
import { filmOf, makeClip } from "../kit/clips.ts"
import { makeVouchers } from "../kit/money.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, connectStaff, listIn, numberIn } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import { until } from "../kit/until.ts"
import { drawPoster } from "./poster.ts"

const films = [
  { name: "The Quiet Projector", isFree: true },
  { name: "长夜电台", isFree: false },
  { name: "Copper Wire", isFree: true },
  { name: "北岸灯塔", isFree: false },
  { name: "Harbour of Paper Boats", isFree: true },
  { name: "雨中的放映员", isFree: true },
  { name: "Second Reel", isFree: false },
  { name: "零点列车", isFree: true },
  { name: "Slow Weather", isFree: false },
  { name: "月台上的猫", isFree: true },
  { name: "The Cartographer's Daughter", isFree: false },
  { name: "盐湖来信", isFree: true },
] as const

/** Starts a server with films, people, notices and money that are made up, for pictures of its pages. */
export async function startExampleLibrary(browser: TestBrowser): Promise<TestServer> {
  const server = await startServer({ gateway: true, probeFilms: true, codesToLog: true, logLevel: "info" })
  const admin = await connectAdmin(server)
  await connectStaff(server, admin, "cashier", "Ming the cashier")
  const member = await connectMember(server, "member")
  for (const name of ["李雷", "韩梅梅", "Ada", "Grace", "Jean-Luc"]) await connectMember(server, name)
  await addFilms(browser, admin)
  await admin.ok({ type: "delete_movie", delete_movie_id: 12 })
  await addNotices(admin)
  const { codes } = await makeVouchers(admin, { value_fen: 2000, count: 8, note: "Opening night" })
  await makeVouchers(admin, { vip_days: 30, count: 3, note: "朋友" })
  await member.ok({ type: "redeem_voucher", code: codes[0], request_key: randomUUID() })
  await useLibrary(member)
  await until("the films are read", async () => {
    const shown = listIn(await admin.ok({ type: "list_movies" }), "movies").map(asObject)
    return shown.every(({ duration_ms }) => duration_ms !== null)
  })
  return server
}

async function addFilms(browser: TestBrowser, admin: Peer): Promise<void> {
  await using painter = await browser.open("about:blank")
  for (const [index, { name, isFree }] of films.entries()) {
    const clip = await makeClip("clip.mp4", {
      seconds: 20 + index,
      args: ["-c:v", "libx264", "-preset", "ultrafast"],
    })
    const film = filmOf(clip, `${name}.mp4`)
    const movie_id = numberIn(
      await admin.ok({ ...film.request, is_free: isFree ? 1 : 0 }, film.bytes),
      "movie_id",
    )
    const description = "A projectionist, a town by the sea, and a film that nobody remembers having made."
    await admin.ok({ type: "edit_movie", movie_id, name, description })
    const poster = await drawPoster(painter.page, name, (index * 67 + 20) % 360)
    await admin.ok({ type: "set_poster", movie_id, file_size: poster.length }, poster)
  }
}

async function addNotices(admin: Peer): Promise<void> {
  const notices = [
    {
      title: "Welcome",
      content: "The library is open. Films marked free are free for everybody.",
      is_pinned: 1,
    },
    { title: "周五放映", content: "本周五晚八点播放《北岸灯塔》，欢迎大家。" },
    { title: "Maintenance on Sunday", content: "Downloads may wait a little between nine and ten." },
  ]
  for (const notice of notices) await admin.ok({ type: "release_notice", ...notice })
}

async function useLibrary(member: Peer): Promise<void> {
  const { movies } = await member.ok({ type: "list_movies" })
  const paid = (Array.isArray(movies) ? movies : []).map(asObject).find(({ is_free }) => is_free === 0)
  const { id: movie_id, price_fen } = paid ?? {}
  await member.ok({ type: "buy_movie", movie_id, price_fen, request_key: randomUUID() })
  for (const watched of [1, 3, 6]) {
    await member.ok({ type: "note_position", movie_id: watched, position_ms: 4000 * watched })
  }
}
