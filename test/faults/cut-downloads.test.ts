import assert from "node:assert/strict"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { downloadFilm } from "../../client/transfer/download-film.ts"
import { atOnce } from "../kit/at-once.ts"
import { beginAgain } from "../kit/begin-again.ts"
import { type CutPlan, cutPlans, flipPlans } from "../kit/cut-plans.ts"
import { type FaultProxy, startFaultProxy } from "../kit/fault-proxy.ts"
import { makeFilm } from "../kit/films.ts"
import { sha256Of, testPieceBytes } from "../kit/numbered-films.ts"
import { connectAdmin, connectMember, upload } from "../kit/people.ts"
import { scaled } from "../kit/scale.ts"
import { startServer } from "../kit/server.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"

const film = makeFilm(8 * testPieceBytes - 1000)
const sha256 = sha256Of(film.bytes)
/** Downloads at once, each through a proxy of its own. */
const workers = 8
const settings = { pieceBytes: testPieceBytes, frameS: 2, sessionGraceS: 20, writeStallS: 2 }
const timeout = scaled(120_000, 1_200_000)

/** Downloads the film into an empty folder and checks it, and that nothing else is left there. */
async function downloadThrough(
  proxy: FaultProxy,
  folder: string,
  { isPatient, number }: Pick<CutPlan, "isPatient" | "number">,
): Promise<void> {
  const member = { port: proxy.port, name: "member", user_type: "user" } as const
  const options = { folder, overwrite: false, patienceS: isPatient ? 20 : 0 }
  const { path } = await beginAgain(member, 3, (remote) => downloadFilm(remote, 1, options))
  assert.equal(sha256Of(await readFile(path)), sha256, `download ${number} is what was asked for`)
  assert.deepEqual(
    (await readdir(folder)).map((name) => join(folder, name)),
    [path],
  )
}

/** Downloads the film for each plan; answers the most bytes that came down for one. */
async function downloadAll(plansOf: (clean: { up: Buffer; down: Buffer }) => CutPlan[]): Promise<{
  readonly count: number
  readonly cleanBytes: number
  readonly mostBytes: number
}> {
  await using folder = await temporaryFolder()
  await using server = await startServer(settings)
  await upload(await connectAdmin(server), film)
  await connectMember(server)
  const passed: { up: Buffer[]; down: Buffer[] } = { up: [], down: [] }
  await using clean = await startFaultProxy(server.port, (direction, chunk) => passed[direction].push(chunk))
  await downloadThrough(clean, join(folder.path, "clean"), { isPatient: true, number: -1 })
  const plans = plansOf({ up: Buffer.concat(passed.up), down: Buffer.concat(passed.down) })
  await using owned = new AsyncDisposableStack()
  const proxies = await Promise.all(Array.from({ length: workers }, () => startFaultProxy(server.port)))
  for (const proxy of proxies) owned.use(proxy)
  let mostBytes = 0
  await atOnce(plans, proxies, async (plan, proxy) => {
    const before = proxy.bytes.down
    proxy.next(plan.faults)
    await downloadThrough(proxy, join(folder.path, String(plan.number)), plan)
    mostBytes = Math.max(mostBytes, proxy.bytes.down - before)
  })
  return { count: plans.length, cleanBytes: clean.bytes.down, mostBytes }
}

test("a download that is cut anywhere goes on where it was, and the film is whole", { timeout }, async () => {
  const ways = ["half-close", "stall", "half-close"] as const
  const { count, cleanBytes, mostBytes } = await downloadAll(({ down }) =>
    cutPlans("down", down, scaled(200, 1000), ways),
  )
  assert.ok(count >= 200)
  // A piece that was on its way comes once more, and so do the manifest and some replies.
  assert.ok(mostBytes < cleanBytes + testPieceBytes + 8000, `${mostBytes} bytes for ${cleanBytes}`)
})

test("a download whose requests are cut anywhere goes on where it was, and the film is whole", {
  timeout,
}, async () => {
  const ways = ["half-close", "stall", "half-close"] as const
  const { cleanBytes, mostBytes } = await downloadAll(({ up }) => cutPlans("up", up, scaled(40, 500), ways))
  assert.ok(mostBytes < cleanBytes + testPieceBytes + 8000, `${mostBytes} bytes for ${cleanBytes}`)
})

test("a download with a bit flipped anywhere ends with the right film", { timeout }, async () => {
  await downloadAll(({ down }) => flipPlans("down", down, scaled(60, 1000)))
})
