import { execFileSync } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Place } from "../kit/cores.ts"
import { freePort } from "../kit/free-port.ts"
import type { RunningServer } from "../requests/servers.ts"
import { startExecutable } from "./executable.ts"
import { programPath } from "./packages.ts"

/** The folder inside vsftpd's own into which uploads go. */
export const ftpUploads = "up"

/** vsftpd taking anonymous uploads into a folder; only root can start it. */
export async function startVsftpd(folder: string, place: Place): Promise<RunningServer> {
  const port = await freePort()
  const root = join(folder, "root")
  await mkdir(join(root, ftpUploads), { recursive: true })
  // Its anonymous user has to reach the folder, and may write only below its root.
  execFileSync("chmod", ["755", folder, root])
  execFileSync("chown", ["ftp", join(root, ftpUploads)])
  const config = {
    listen: "YES",
    listen_ipv6: "NO",
    background: "NO",
    listen_address: "127.0.0.1",
    listen_port: port,
    anonymous_enable: "YES",
    local_enable: "NO",
    write_enable: "YES",
    anon_upload_enable: "YES",
    anon_root: root,
    anon_umask: "022",
    connect_from_port_20: "NO",
    xferlog_enable: "NO",
    idle_session_timeout: 60,
  }
  const file = join(folder, "vsftpd.conf")
  const lines = Object.entries(config).map(([name, value]) => `${name}=${value}`)
  await writeFile(file, `${lines.join("\n")}\n`)
  return await startExecutable([programPath("vsftpd") ?? "vsftpd", file], port, place)
}
