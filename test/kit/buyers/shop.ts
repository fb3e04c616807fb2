import type { Stop } from "../fault-lane.ts"
import { type FaultProxy, type Faults, startFaultProxy } from "../fault-proxy.ts"
import { Peer } from "../peer.ts"
import { runServer, type ServerProcess } from "../process.ts"
import type { randomNumbers } from "../random.ts"

type Open = { readonly server: ServerProcess; readonly proxy: FaultProxy }

/**
 * A server as a real process behind a proxy that breaks connections, both ways and at any byte, which is killed and started
 * again on the same database.
 */
export class Shop implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string>>
  readonly #dataDir: string
  readonly #random: ReturnType<typeof randomNumbers>
  #open: Promise<Open>
  #strikes = 0
  /** Whether the server runs, and isn't just starting. */
  isUp = false
  /** Whether connections break. */
  isFaulty = true

  private constructor(
    env: Readonly<Record<string, string>>,
    dataDir: string,
    random: ReturnType<typeof randomNumbers>,
  ) {
    this.#env = env
    this.#dataDir = dataDir
    this.#random = random
    this.#open = this.#start()
  }

  /** Starts it in a folder of films. */
  static async start(
    env: Readonly<Record<string, string>>,
    dataDir: string,
    random: ReturnType<typeof randomNumbers>,
  ): Promise<Shop> {
    const shop = new Shop(env, dataDir, random)
    await shop.#open
    return shop
  }

  /** The port at which the next connection enters, once the server is up. */
  async entrance(): Promise<number> {
    const { proxy } = await this.#open
    if (this.isFaulty) proxy.next(this.#faults())
    return proxy.port
  }

  /** A connection on which nothing breaks but the server. */
  async connect(): Promise<Peer> {
    const { server } = await this.#open
    return Peer.connect({ port: server.port })
  }

  /** Kills the server with kill -9, whatever it does, and starts it again. */
  async kill(): Promise<void> {
    const was = await this.#open
    this.isUp = false
    this.#open = this.#end(was).then(() => this.#start())
    await this.#open
  }

  /** Connections that were broken so far. */
  async strikes(): Promise<number> {
    return this.#strikes + (await this.#open).proxy.strikes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that could not be started has told so already.
    const open = await this.#open.catch(() => undefined)
    if (open !== undefined) await this.#end(open)
  }

  async #start(): Promise<Open> {
    const server = await runServer(this.#env, this.#dataDir)
    const proxy = await startFaultProxy(server.port)
    this.isUp = true
    return { server, proxy }
  }

  async #end({ server, proxy }: Open): Promise<void> {
    this.#strikes += proxy.strikes
    // Killed first: what the proxy breaks then isn't noticed by a living server.
    await server[Symbol.asyncDispose]()
    await proxy[Symbol.asyncDispose]()
  }

  /** Most connections break, after some requests; on the way down it is a reply that gets lost. */
  #faults(): Faults {
    const stop: Stop = { at: this.#random(2500), how: "reset" }
    return [{ up: { stop } }, { down: { stop } }, { down: { stop } }, {}][this.#random(4)] ?? {}
  }
}
