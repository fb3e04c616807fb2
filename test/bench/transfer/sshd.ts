import { execFile } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { userInfo } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Place } from "../kit/cores.ts"
import { freePort } from "../kit/free-port.ts"
import type { RunningServer } from "../requests/servers.ts"
import { startExecutable } from "./executable.ts"
import { programPath } from "./packages.ts"

const run = promisify(execFile)

/** Whether an sshd of our own can be started: it takes root, since it becomes whoever logs in. */
export function canStartSshd(): boolean {
  const isThere = [programPath("sshd"), programPath("sftp"), programPath("sftp-server")].every(Boolean)
  return isThere && process.getuid?.() === 0
}

/** An sshd of our own: how sftp is called, and what stands before a path there. */
export type RunningSshd = {
  readonly server: RunningServer
  readonly sftp: string
  readonly options: readonly string[]
  readonly where: string
}

/** Starts an sshd with keys made for this run; throws where it lets nobody in. */
export async function startSshd(folder: string, place: Place): Promise<RunningSshd> {
  // It refuses to start without this folder, which its service makes at other times.
  await mkdir("/run/sshd", { recursive: true })
  await mkdir(folder, { recursive: true })
  const [hostKey, key] = [join(folder, "host-key"), join(folder, "key")]
  for (const file of [hostKey, key]) await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file])
  const port = await freePort()
  const config = {
    ListenAddress: `127.0.0.1:${port}`,
    HostKey: hostKey,
    AuthorizedKeysFile: `${key}.pub`,
    StrictModes: "no",
    UsePAM: "no",
    PidFile: "none",
    PermitRootLogin: "prohibit-password",
    Subsystem: `sftp ${programPath("sftp-server")}`,
    LogLevel: "FATAL",
  }
  const file = join(folder, "sshd.conf")
  const lines = Object.entries(config).map(([name, value]) => `${name} ${value}`)
  await writeFile(file, `${lines.join("\n")}\n`)
  const server = await startExecutable([programPath("sshd") ?? "sshd", "-D", "-e", "-f", file], port, place)
  const asked = {
    StrictHostKeyChecking: "no",
    UserKnownHostsFile: "/dev/null",
    IdentitiesOnly: "yes",
    BatchMode: "yes",
    LogLevel: "ERROR",
  }
  const words = Object.entries(asked).flatMap(([name, value]) => ["-o", `${name}=${value}`])
  const where = `${userInfo().username}@127.0.0.1`
  const sftp = programPath("sftp") ?? "sftp"
  const args = ["-q", "-F", "none", "-i", key, "-P", String(port), ...words]
  try {
    await run(sftp, ["-b", "/dev/null", ...args, where])
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
  return { server, sftp, options: args, where }
}
