import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"

/** Files of the programs that transfers are compared with or need, and Debian's packages that bring them. */
const packages = {
  cc: ["/usr/bin/cc", "gcc"],
  "C library headers": ["/usr/include/stdio.h", "libc6-dev"],
  "OpenSSL headers": ["/usr/include/openssl/ssl.h", "libssl-dev"],
  openssl: ["/usr/bin/openssl", "openssl"],
  curl: ["/usr/bin/curl", "curl"],
  nginx: ["/usr/sbin/nginx", "nginx-light"],
  vsftpd: ["/usr/sbin/vsftpd", "vsftpd"],
  sshd: ["/usr/sbin/sshd", "openssh-server"],
  sftp: ["/usr/bin/sftp", "openssh-client"],
  "sftp-server": ["/usr/lib/openssh/sftp-server", "openssh-sftp-server"],
} as const

/** What can be there or missing. */
export type Needed = keyof typeof packages

/** Where a program lies; undefined where it is not installed. */
export function programPath(name: Needed): string | undefined {
  const [path] = packages[name]
  return existsSync(path) ? path : undefined
}

/**
 * Installs what is missing where that harms nobody: as root, on a machine that starts no services by itself (a container,
 * a sandbox). Elsewhere installing a server would also start it, so the missing ones are only named.
 */
export function installPeers(): void {
  const names = missingPackages()
  const mayInstall =
    process.getuid?.() === 0 && existsSync("/usr/bin/apt-get") && !existsSync("/run/systemd/system")
  if (names.length === 0 || !mayInstall) return
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  const stdio = ["ignore", "ignore", "inherit"] as const
  try {
    execFileSync("apt-get", ["update", "-qq"], { stdio: [...stdio], env })
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], {
      stdio: [...stdio],
      env,
    })
  } catch {
    process.stderr.write(`could not install ${names.join(" ")}\n`)
  }
}

/** Debian's packages that would be needed for all rows. */
export function missingPackages(): string[] {
  return Object.values(packages).flatMap(([path, name]) => (existsSync(path) ? [] : [name]))
}
