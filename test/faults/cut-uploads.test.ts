import assert from "node:assert/strict"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { FilmFile } from "../../client/transfer/film-file.ts"
import { uploadFilm } from "../../client/transfer/upload-film.ts"
import { atOnce } from "../kit/at-once.ts"
import { beginAgain } from "../kit/begin-again.ts"
import { type CutPlan, cutPlans, flipPlans } from "../kit/cut-plans.ts"
import { type FaultProxy, startFaultProxy } from "../kit/fault-proxy.ts"
import { sha256Of, testPieceBytes } from "../kit/numbered-films.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, numberIn } from "../kit/people.ts"
import { randomNumbers } from "../kit/random.ts"
import { scaled } from "../kit/scale.ts"
import { startServer } from "../kit/server.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"

const size = 8 * testPieceBytes - 1000
/** Uploads at once, each through a proxy of its own. */
const workers = 8
const settings = { pieceBytes: testPieceBytes, uploadIdleS: 2, frameS: 2, sessionGraceS: 20 }
const timeout = scaled(120_000, 1_200_000)
const random = randomNumbers(3)
const noise = Buffer.from(Array.from({ length: size }, () => random(256)))

/** Bytes that no other film has in any piece. */
function filmOf(number: number): Buffer {
  const bytes = Buffer.from(noise)
  for (let at = 0; at < size; at += testPieceBytes) bytes.writeUInt32LE(number, at)
  return bytes
}

/** The bytes that one upload takes in each direction where nothing goes wrong. */
async function cleanUpload(folder: string, serverPort: number): Promise<{ up: Buffer; down: Buffer }> {
  const passed: { up: Buffer[]; down: Buffer[] } = { up: [], down: [] }
  await using proxy = await startFaultProxy(serverPort, (direction, chunk) => passed[direction].push(chunk))
  await uploadThrough(proxy, folder, 1_000_000, true)
  return { up: Buffer.concat(passed.up), down: Buffer.concat(passed.down) }
}

/** Uploads a film of a number; answers its id. */
async function uploadThrough(
  proxy: FaultProxy,
  folder: string,
  number: number,
  isPatient: boolean,
): Promise<number> {
  const path = join(folder, `film-${number}.mp4`)
  await writeFile(path, filmOf(number))
  const patienceS = isPatient ? 20 : 0
  const member = { port: proxy.port, name: "admin", user_type: "admin" } as const
  try {
    const { movieId } = await beginAgain(member, 3, async (remote) => {
      const file = await FilmFile.open(path)
      return uploadFilm(remote, file, { isFree: true, patienceS }).finally(() => file.close())
    })
    return movieId
  } finally {
    await rm(path)
  }
}

async function assertWhole(admin: Peer, movie_id: number, number: number): Promise<void> {
  const reply = await admin.ok({ type: "download_movie", movie_id })
  const bytes = await admin.bytes(numberIn(reply, "file_size"))
  assert.equal(sha256Of(bytes), sha256Of(filmOf(number)), `film ${number} is what was sent`)
}

/** Uploads a film for each plan and checks each; answers the most bytes that went up for one. */
async function uploadAll(plansOf: (clean: { up: Buffer; down: Buffer }) => CutPlan[]): Promise<{
  readonly count: number
  readonly cleanBytes: number
  readonly mostBytes: number
}> {
  await using folder = await temporaryFolder()
  await using server = await startServer(settings)
  const admin = await connectAdmin(server)
  const clean = await cleanUpload(folder.path, server.port)
  const plans = plansOf(clean)
  let mostBytes = 0
  await using owned = new AsyncDisposableStack()
  const proxies = await Promise.all(Array.from({ length: workers }, () => startFaultProxy(server.port)))
  for (const proxy of proxies) owned.use(proxy)
  const ids = new Map<CutPlan, number>()
  await atOnce(plans, proxies, async (plan, proxy) => {
    const { up } = { ...proxy.bytes }
    proxy.next(plan.faults)
    ids.set(plan, await uploadThrough(proxy, folder.path, plan.number, plan.isPatient))
    mostBytes = Math.max(mostBytes, proxy.bytes.up - up)
  })
  for (const [plan, id] of ids) await assertWhole(admin, id, plan.number)
  return { count: ids.size, cleanBytes: clean.up.length, mostBytes }
}

test("an upload that is cut anywhere goes on where it was, and the film is whole", { timeout }, async () => {
  const { count, cleanBytes, mostBytes } = await uploadAll(({ up }) =>
    cutPlans("up", up, scaled(200, 1000), ["half-close", "stall", "half-close"]),
  )
  assert.ok(count >= 200)
  // Three pieces are on their way at once, and their frames and a second log-in take some bytes.
  assert.ok(mostBytes < cleanBytes + 3 * testPieceBytes + 8000, `${mostBytes} bytes for ${cleanBytes}`)
})

test("an upload whose answers are cut anywhere goes on where it was, and the film is whole", {
  timeout,
}, async () => {
  const { cleanBytes, mostBytes } = await uploadAll(({ down }) =>
    cutPlans("down", down, scaled(60, 600), ["half-close"]),
  )
  assert.ok(mostBytes < cleanBytes + 3 * testPieceBytes + 8000, `${mostBytes} bytes for ${cleanBytes}`)
})

test("an upload with a bit flipped anywhere ends with the right film", { timeout }, async () => {
  await uploadAll(({ up }) => flipPlans("up", up, scaled(60, 1000)))
})
