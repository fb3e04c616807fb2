import { execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { buildPage } from "./kit/build-page.ts"
import { startMariaDb } from "./kit/mariadb.ts"

/** Programs that the tests run for real, and Debian's packages that bring them. */
const needed = {
  mariadbd: "mariadb-server-core",
  python3: "python3",
  openssl: "openssl",
  b3sum: "b3sum",
  aiosmtpd: "python3-aiosmtpd",
  chromium: "chromium",
  ffmpeg: "ffmpeg",
  nginx: "nginx",
  curl: "curl",
  aria2c: "aria2",
  // Files of these packages, as they are seen from where programs are.
  "../share/fonts/truetype/wqy/wqy-microhei.ttc": "fonts-wqy-microhei",
  "../lib/nginx/modules/ngx_stream_module.so": "libnginx-mod-stream",
  ...(process.platform === "linux"
    ? { strace: "strace", mount: "mount", "mkfs.ext4": "e2fsprogs", bwrap: "bubblewrap" }
    : {}),
}

/** The programs' own, see reelwire.js. */
const compileCache = fileURLToPath(new URL("../node_modules/.cache/reelwire", import.meta.url))
// A run that hangs must fail: four times what the longest one should take.
const mostMs = 60 * 60 * 1000

const folders = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  ...(process.env.PATH ?? "").split(":"),
]

function missingPackages(): string[] {
  return Object.entries(needed)
    .filter(([program]) => !folders.some((folder) => existsSync(`${folder}/${program}`)))
    .map(([, name]) => name)
}

function installMissing(): void {
  const missing = missingPackages()
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")
  if (missing.length > 0 && mayInstall) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit", env })
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], {
      stdio: "inherit",
      env,
    })
  }
  const stillMissing = missingPackages()
  if (stillMissing.length === 0) return
  process.stderr.write(
    `The tests take these Debian packages (or the same from elsewhere): ${stillMissing.join(" ")}\n`,
  )
  process.exit(1)
}

/** Runs the tests of the files named on the command line, or all of them, against one MariaDB; answers the exit code. */
async function runTests(): Promise<number> {
  await using mariaDb = await startMariaDb()
  const files = process.argv.length > 2 ? process.argv.slice(2) : ["test/!(bench)/**/*.test.ts"]
  // Tests wait more than they work, so a few more files than processors run at once.
  const options = [
    "--test",
    `--test-concurrency=${availableParallelism() + 2}`,
    "--test-timeout=300000",
    // Node 24 was seen to spin for ever while it cleans up after the last test of a file.
    "--test-force-exit",
  ]
  const child = spawn(process.execPath, [...options, ...files], {
    stdio: "inherit",
    timeout: mostMs,
    env: {
      ...process.env,
      REELWIRE_TEST_MARIADB: mariaDb.url,
      // Each file is a program of its own, of much the same modules: they are compiled once.
      NODE_COMPILE_CACHE: compileCache,
    },
  })
  // Awaited here: what `using` holds ends when the function does.
  return await new Promise<number>((resolve) => {
    child.on("exit", (code) => resolve(code ?? 1))
  })
}

installMissing()
const named = process.argv.slice(2)
if (named.length === 0 || named.some((file) => file.includes("web/"))) buildPage()
process.exitCode = await runTests()
