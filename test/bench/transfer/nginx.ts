import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { onMeasuredCore } from "../kit/cores.ts"
import { cpuSecondsOf } from "../kit/cpu-seconds.ts"
import { freePort, someoneListens } from "../kit/free-port.ts"
import type { RunningServer } from "../requests/servers.ts"

/** Whether nginx is there. */
export const hasNginx = spawnSync("nginx", ["-v"], { stdio: "ignore" }).status === 0

/** nginx with one process and sendfile, serving a folder; everything that it writes stays in that folder. */
export async function startNginx(folder: string): Promise<RunningServer> {
  const port = await freePort()
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  const config = `
    daemon off; master_process off; pid ${join(folder, "nginx.pid")}; error_log stderr error;
    events { worker_connections 256; }
    http {
      access_log off; sendfile on; tcp_nopush on;
      ${temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join(" ")}
      server { listen 127.0.0.1:${port}; root ${folder}; }
    }`
  const file = join(folder, "nginx.conf")
  await writeFile(file, config)
  const [command, args] = onMeasuredCore("nginx", ["-e", "stderr", "-c", file])
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] })
  const exited = once(child, "exit")
  const pid = child.pid ?? 0
  await someoneListens(port)
  return {
    port,
    pid,
    cpuSeconds: () => cpuSecondsOf(pid),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM")
      await exited
    },
  }
}
