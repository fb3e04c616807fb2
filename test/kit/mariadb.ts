import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, statfs } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { promisify } from "node:util"

/** A MariaDB server for tests, with an empty root password; what it holds goes when this process ends. */
export interface MariadbServer {
  readonly host: string
  readonly port: number
  /** "mysql://root@127.0.0.1:PORT", to be followed by "/database". */
  readonly url: string
}

/** Bytes that the databases of one run may come to. */
const leastRoom = 4 * 1024 ** 3

let running: Promise<MariadbServer> | undefined

/** A server that its owner ends before the process does. */
export interface OwnMariadbServer extends MariadbServer {
  [Symbol.asyncDispose](): Promise<void>
}

/** The server of this process, started at the first call; REELWIRE_TEST_MARIADB names one that runs already. */
export function mariadbServer(): Promise<MariadbServer> {
  running ??= givenServer() ?? startMariaDb()
  return running
}

function givenServer(): Promise<MariadbServer> | undefined {
  const { REELWIRE_TEST_MARIADB: given } = process.env
  if (given === undefined || given === "") return undefined
  const { hostname, port } = new URL(given)
  return Promise.resolve({ host: hostname, port: Number(port), url: given.replace(/\/$/, "") })
}

/** Memory where there is plenty: each test makes a database of some dozens of tables, and none has to outlive the machine. */
async function quickFolder(): Promise<string> {
  const memory = "/dev/shm"
  const room = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
  return room > leastRoom ? memory : tmpdir()
}

/** Starts a server in a folder of its own on a free port of 127.0.0.1; it ends with this process, however that ends. */
export async function startMariaDb(): Promise<OwnMariadbServer> {
  const folder = await mkdtemp(join(await quickFolder(), "reelwire-mariadb-"))
  const data = join(folder, "data")
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : []
  await promisify(execFile)("mariadb-install-db", [
    "--no-defaults",
    ...asRoot,
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-log-file-size=8M",
  ])
  const port = await freePort()
  // The shell lives on what it reads: when this process is gone, even killed, the pipe closes and the server goes too.
  // Its own messages go nowhere then, or it would die of writing "Killed" to nobody before it removes the folder.
  const script = `folder=$1; shift; "$@" & server=$!; cat >/dev/null; exec 2>/dev/null; kill -9 $server; wait $server; rm -rf "$folder"`
  const shell = spawn(
    "sh",
    [
      "-c",
      script,
      "sh",
      folder,
      "mariadbd",
      "--no-defaults",
      ...asRoot,
      `--datadir=${data}`,
      `--port=${port}`,
      `--socket=${join(folder, "socket")}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      "--max-connections=500",
      "--innodb-flush-log-at-trx-commit=0",
      "--innodb-buffer-pool-size=64M",
      "--innodb-log-file-size=8M",
      "--key-buffer-size=1M",
      "--aria-pagecache-buffer-size=4M",
      "--performance-schema=OFF",
    ],
    { stdio: ["pipe", "ignore", "pipe"] },
  )
  await readiness(shell)
  for (const one of [shell, shell.stdin, shell.stderr]) unref(one)
  return {
    host: "127.0.0.1",
    port,
    url: `mysql://root@127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const ended = once(shell, "exit")
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}

async function readiness(shell: ChildProcess): Promise<void> {
  const said: string[] = []
  if (shell.stderr === null) throw new Error("the server's messages cannot be read")
  for await (const line of createInterface({ input: shell.stderr })) {
    said.push(line)
    if (line.includes("ready for connections")) break
    if (line.includes("Aborting")) throw new Error(`mariadbd does not start:\n${said.join("\n")}`)
  }
  if (shell.exitCode !== null) throw new Error(`mariadbd ended:\n${said.join("\n")}`)
  // Nobody reads on, and a full pipe would stop the server.
  shell.stderr.resume()
}

function unref(handle: unknown): void {
  if (
    typeof handle === "object" &&
    handle !== null &&
    "unref" in handle &&
    typeof handle.unref === "function"
  ) {
    handle.unref()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port)
        else reject(new Error("no port"))
      })
    })
  })
}
