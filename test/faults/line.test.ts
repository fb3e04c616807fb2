import assert from "node:assert/strict"
import { test } from "node:test"
import { type DatabaseKit, forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { hold, letGo, told, turnOf } from "../kit/line.ts"
import type { Peer } from "../kit/peer.ts"
import { listIn, logIn, password, textIn, upload } from "../kit/people.ts"
import { runServer, type ServerProcess } from "../kit/process.ts"
import { sabotaged } from "../kit/sabotage/sabotaged.ts"
import { scaled } from "../kit/scale.ts"
import { asObject } from "../kit/shapes.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"

const people = scaled(40, 1000)
const timeout = scaled(120_000, 900_000)
const film = makeFilm(1000)

/** A server that is killed and started again on the same database. */
class Line {
  readonly #env: Record<string, string>
  readonly #dataDir: string
  server!: ServerProcess
  admin!: Peer

  constructor(dataDir: string, databaseUrl: string) {
    this.#dataDir = dataDir
    this.#env = {
      REELWIRE_DATABASE_URL: databaseUrl,
      REELWIRE_WELCOME_FEN: "10000",
      REELWIRE_DOWNLOAD_SLOTS: "1",
      REELWIRE_SLOT_LINGER_S: "600",
      REELWIRE_QUEUE_OFFER_S: "60",
      REELWIRE_MAX_CONNECTIONS_PER_ADDRESS: "5000",
      ...sabotaged(),
    }
  }

  /** In the first twentieth of the grace after a start nobody's turn comes. */
  async start(graceS = 600): Promise<void> {
    this.server = await runServer({ ...this.#env, REELWIRE_QUEUE_GRACE_S: String(graceS) }, this.#dataDir)
    this.admin = await this.server.connect()
    await this.admin.ask({ type: "register", name: "admin", password, user_type: "admin" })
    await logIn(this.admin, "admin", "admin")
  }

  async killAndStart(graceS?: number): Promise<void> {
    this.server.child.kill("SIGKILL")
    await this.server.ended()
    await this.server[Symbol.asyncDispose]()
    await this.start(graceS)
  }

  async connect(name: string): Promise<Peer> {
    const peer = await this.server.connect()
    await logIn(peer, name)
    return peer
  }

  /** Whose places there are, in the order in which they will be served. */
  async names(): Promise<string[]> {
    const names: string[] = []
    for (let first: unknown = 0; first !== null; ) {
      const page = await this.admin.ok({ type: "list_queue", first, limit: 200 })
      names.push(...listIn(page, "line").map((entry) => String(asObject(entry).user_name)))
      first = page.next_first
    }
    return names
  }
}

async function inBatches<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < all.length; at += 50)
    done.push(...(await Promise.all(all.slice(at, at + 50).map(work))))
  return done
}

async function registerAll(line: Line, names: readonly string[]): Promise<void> {
  const peer = await line.server.connect()
  for (const [at, name] of names.entries()) {
    await peer.ok({ type: "register", name, password, user_type: "user" })
    if (at % 3 !== 0) continue
    await logIn(peer, name)
    await peer.ok({ type: "buy_vip" })
    await peer.ok({ type: "logout" })
    peer.session = undefined
  }
}

async function started(kit: DatabaseKit, stack: AsyncDisposableStack): Promise<Line> {
  const { url } = stack.use(await kit.fresh())
  const { path } = stack.use(await temporaryFolder())
  const line = new Line(path, url)
  stack.defer(() => line.server[Symbol.asyncDispose]())
  await line.start()
  return line
}

forEachDatabase((kit) => {
  test("kills of the server lose no place that anybody was told of, and change no order", {
    timeout,
  }, async () => {
    await using stack = new AsyncDisposableStack()
    const line = await started(kit, stack)
    await upload(line.admin, film)
    const names = Array.from({ length: people }, (_, at) => `member ${at}`)
    await registerAll(line, names)
    const download_id = await hold(line.admin)

    // Killed while they come: some know their place, others don't yet.
    const places = new Map<string, string>()
    const peers = await inBatches(names, async (name) => ({ name, peer: await line.connect(name) }))
    const asking = peers.map(async ({ name, peer }) => {
      const reply = await peer.fails("QUEUED", told)
      places.set(name, textIn(reply, "place"))
    })
    const asked = Promise.allSettled(asking)
    await until("half of them know their place", () => places.size >= people / 2)
    await line.killAndStart()
    await asked

    // Everybody comes back, to the place that they know.
    await hold(line.admin, { download_id, offset: 1 })
    const back = await inBatches(names, async (name) => {
      const peer = await line.connect(name)
      const known = places.get(name)
      const place = textIn(await peer.fails("QUEUED", { ...told, place: known }), "place")
      if (known !== undefined) assert.equal(place, known, `the place of ${name} is there`)
      return { name, peer, place }
    })
    const order = await line.names()
    assert.equal(order.length, people)

    // Killed with all of them in line.
    await line.killAndStart(scaled(60, 300))
    assert.deepEqual(await line.names(), order)
    await hold(line.admin, { download_id, offset: 1 })
    const placeOf = new Map(back.map(({ name, place }) => [name, place]))
    const waiting = new Map(
      await inBatches(names, async (name): Promise<[string, Peer]> => {
        const peer = await line.connect(name)
        assert.equal(textIn(await peer.fails("QUEUED", told), "place"), placeOf.get(name))
        return [name, peer]
      }),
    )
    assert.deepEqual(await line.names(), order)
    await letGo(line.admin, download_id)
    for (const name of order) {
      const peer = waiting.get(name)
      const place = placeOf.get(name)
      assert.ok(peer !== undefined && place !== undefined)
      await turnOf(peer, place)
      await letGo(peer, await hold(peer, { place }))
    }
    assert.deepEqual(await line.names(), [])
  })
})
