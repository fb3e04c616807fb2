import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Place } from "../kit/cores.ts"
import { freePort } from "../kit/free-port.ts"
import type { RunningServer } from "../requests/servers.ts"
import { startExecutable } from "./executable.ts"
import { programPath } from "./packages.ts"

/** A certificate and its key, as files. */
export type TlsFiles = { readonly cert: string; readonly key: string }

/** nginx with one process and sendfile, serving a folder; what it writes goes into another one. */
export async function startNginx(
  folder: string,
  {
    shared,
    place,
    tls,
    locations = "",
  }: {
    readonly shared: string
    readonly place: Place
    readonly tls?: TlsFiles
    /** What stands in its configuration beside the folder. */
    readonly locations?: string
  },
): Promise<RunningServer> {
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  const secure = tls === undefined ? "" : `ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key};`
  const config = `
    daemon off; master_process off; pid ${join(folder, "nginx.pid")}; error_log stderr error;
    events { worker_connections 256; }
    http {
      access_log off; sendfile on; tcp_nopush on;
      ${temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join(" ")}
      server { listen 127.0.0.1:${port}${tls === undefined ? "" : " ssl"}; ${secure} root ${shared}; ${locations} }
    }`
  const file = join(folder, "nginx.conf")
  await writeFile(file, config)
  return await startExecutable([programPath("nginx") ?? "nginx", "-e", "stderr", "-c", file], port, place)
}
