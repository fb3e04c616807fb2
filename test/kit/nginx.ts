import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { networkInterfaces } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { makeCertificate } from "./certificate.ts"
import type { TestServer } from "./server.ts"
import { temporaryFolder } from "./temporary-folder.ts"
import { until } from "./until.ts"

const templates = fileURLToPath(new URL("../../deploy/nginx/", import.meta.url))
const streamModule = "/usr/lib/nginx/modules/ngx_stream_module.so"
/** Prefix of the stored films in the configuration. */
export const accelPrefix = "/stored-films/"

/** A real nginx in front of a server, with the configuration of deploy/, on ports and in a folder of its own. */
export type Nginx = AsyncDisposable & {
  readonly httpPort: number
  readonly httpsPort: number
  readonly tcpPort: number
  /** Its certificate, to trust. */
  readonly ca: string
  /** What it logged of requests. */
  log(): Promise<string>
}

/** What deploy/README.md says is to be changed in the files, and what it is changed to. */
type Changes = readonly (readonly [from: string, to: string])[]

/** Starts nginx in front of a server, which has to trust 127.0.0.1 and to expect the PROXY protocol. */
export async function startNginx(server: TestServer): Promise<Nginx> {
  const folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  const [httpPort, httpsPort, tcpPort] = await freePorts()
  const changes: Changes = [
    ["/etc/letsencrypt/live/films.example/fullchain.pem", cert],
    ["/etc/letsencrypt/live/films.example/privkey.pem", key],
  ]
  const accessLog = join(folder.path, "access.log")
  const http = await changed("reelwire.conf", [
    ...changes,
    ...listening("80", "", httpPort),
    ...listening("443", " ssl http2", httpsPort),
    ["server 127.0.0.1:8088", server.url.replace("http://", "server ")],
    ["/var/log/nginx/reelwire.log", accessLog],
    ["/var/lib/reelwire/uploads/", `${server.settings.uploadsDir}/`],
    ["films.example", "localhost"],
  ])
  const stream = await changed("reelwire-stream.conf", [
    ...changes,
    ...listening("8087", " ssl so_keepalive=on", tcpPort),
    ["server 127.0.0.1:18087", `server 127.0.0.1:${server.port}`],
  ])
  await writeFile(join(folder.path, "nginx.conf"), main(folder.path, http, stream))
  const child = spawn("/usr/sbin/nginx", ["-p", folder.path, "-c", "nginx.conf", "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  const ended = once(child, "exit")
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text
  })
  await until("nginx listens", () => /start worker process /.test(said) || child.exitCode !== null)
  assert.equal(child.exitCode, null, said)
  return {
    httpPort,
    httpsPort,
    tcpPort,
    ca,
    log: () => readFile(accessLog, "utf8"),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM")
      await ended
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** The two lines that listen on a port, or the first alone on a machine without IPv6. */
function listening(port: string, more: string, own: number): Changes {
  const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === "::1"),
  )
  return [
    [`listen ${port}${more};`, `listen 127.0.0.1:${own}${more};`],
    [`listen [::]:${port}${more};`, hasIpv6 ? `listen [::1]:${own}${more};` : ""],
  ]
}

async function changed(file: string, changes: Changes): Promise<string> {
  let text = await readFile(join(templates, file), "utf8")
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `${file} has ${from}`)
    text = text.replaceAll(from, to)
  }
  return text
}

function main(folder: string, http: string, stream: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  return `
    load_module ${streamModule};
    daemon off;
    worker_processes 1;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    pid ${folder}/nginx.pid;
    error_log stderr notice;
    events { worker_connections 1024; }
    ${stream}
    http {
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n")}
      ${http}
    }`
}

async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()]
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server.listen(0, "127.0.0.1"), "listening")
      const address = server.address()
      return address !== null && typeof address === "object" ? address.port : 0
    }),
  )
  await Promise.all(servers.map((server) => once(server.close(), "close")))
  const [one = 0, two = 0, three = 0] = ports
  return [one, two, three]
}
