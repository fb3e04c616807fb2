import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { chmod, chown, mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { test } from "node:test"
import { promisify } from "node:util"
import { findProgram } from "../../../server/probe/find-program.ts"
import { Jail } from "../../../server/probe/jail.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"
import { until } from "../../kit/until.ts"

const run = promisify(execFile)
const opened = await Jail.open()
const noJail = opened instanceof Jail ? false : `no jail on this machine: ${opened}`
const python = (await findProgram("python3")) ?? ""

async function jailed(film: string, script: string, mostMs = 20_000) {
  assert.ok(opened instanceof Jail)
  return opened.run({ program: python, args: ["-c", script], film, mostBytes: 100_000, mostMs })
}

/** Tries what a taken-over ffmpeg would, and prints what it could do. */
const breakOut = `
import ctypes, glob, os, socket, threading
libc = ctypes.CDLL(None, use_errno=True)
def attempt(what, do):
    try:
        if do() not in (-1, None): print(what)
    except BaseException: pass
print("read", open("/film").read())
attempt("is root", lambda: os.getuid() == 0 or os.geteuid() == 0 or None)
attempt("becomes root", lambda: os.setuid(0) or 1)
attempt("sees " + str(glob.glob("/*/passwd")), lambda: open("/etc/passwd"))
attempt("sees /proc", lambda: os.listdir("/proc"))
attempt("sees /dev", lambda: os.listdir("/dev"))
attempt("sees a home", lambda: os.listdir("/root"))
attempt("sees uploads", lambda: os.listdir("/tmp"))
attempt("writes the film", lambda: open("/film", "r+b"))
attempt("removes the film", lambda: os.remove("/film") or 1)
attempt("changes the film", lambda: os.chmod("/film", 0o777) or 1)
for place in ["/", "/usr", "/etc", "/usr/bin", "/usr/lib"]:
    attempt("writes to " + place, lambda: open(place + "/x", "w"))
attempt("opens a TCP socket", lambda: socket.socket())
attempt("opens a Unix socket", lambda: socket.socket(socket.AF_UNIX))
attempt("opens a socket pair", lambda: socket.socketpair())
attempt("gets namespaces", lambda: libc.unshare(0x10000000))
attempt("gets a mount namespace", lambda: libc.unshare(0x00020000))
attempt("mounts", lambda: libc.mount(b"x", b"/usr", b"tmpfs", 0, None))
attempt("traces", lambda: libc.ptrace(16, 1, None, None))
attempt("takes two gigabytes", lambda: len(bytearray(2 << 30)))
attempt("has as many files as it likes", lambda: [open("/film") for _ in range(100)] and 1)
attempt("sees other processes", lambda: os.kill(os.getppid(), 0) or (os.getppid() > 9) or None)
def fork():
    if os.fork() == 0: os._exit(0)
    return 1
attempt("becomes several, each with memory of its own", fork)
attempt("begins another program", lambda: os.posix_spawn("/usr/bin/prlimit", ["prlimit"], {}))
attempt("has shared memory that stays when it lets go", lambda: libc.shmget(0, 1 << 20, 0o1600))
attempt("has queues of messages", lambda: libc.msgget(0, 0o1600))
attempt("has POSIX' queues of messages", lambda: libc.mq_open(b"/x", 0o102, 0o600, None))
thread = threading.Thread(target=lambda: None)
attempt("is alone", lambda: thread.start() or thread.join())
if thread.ident is None: print("has no threads, which ffmpeg needs")
`

test("a jailed program reads the film, whoever owns it, and can do nothing else", {
  skip: noJail,
}, async () => {
  await using folder = await temporaryFolder()
  const film = join(folder.path, "film")
  await writeFile(film, "x", { mode: 0o600 })
  for (const owner of process.getuid?.() === 0 ? [0, 4711] : [process.getuid?.() ?? 0]) {
    await chown(film, owner, owner)
    const { isWhole, output, complaint } = await jailed(film, breakOut)
    assert.ok(isWhole, complaint)
    assert.equal(output.toString(), "read x\n")
  }
  assert.equal(await readFile(film, "utf8"), "x")
})

test("a server that runs as an ordinary user has a jail as tight", { skip: noJail }, async (t) => {
  if (process.getuid?.() !== 0) return t.skip("the tests run as an ordinary user themselves")
  await using folder = await temporaryFolder()
  const own = join(folder.path, "own")
  await mkdir(own)
  const [film, script] = [join(own, "film"), join(own, "script.ts")]
  await writeFile(film, "x", { mode: 0o600 })
  await chown(film, 4711, 4711)
  await chmod(folder.path, 0o755)
  const jail = new URL("../../../server/probe/jail.ts", import.meta.url).href
  await writeFile(
    script,
    `import { Jail } from ${JSON.stringify(jail)}
     const jail = await Jail.open()
     const run = { program: ${JSON.stringify(python)}, args: ["-c", ${JSON.stringify(breakOut)}], film: ${JSON.stringify(film)} }
     console.log(typeof jail === "string" ? jail : String((await jail.run({ ...run, mostBytes: 100000, mostMs: 20000 })).output))`,
  )
  const as = [
    "--reuid=4711",
    "--regid=4711",
    "--clear-groups",
    "--inh-caps=-all",
    "--bounding-set=-all",
    "--",
  ]
  const ran = await run("setpriv", [...as, process.execPath, script]).catch((error: unknown) => String(error))
  if (typeof ran === "string" || ran.stdout.startsWith("namespaces can't be made")) {
    return t.skip(`an ordinary user may not: ${typeof ran === "string" ? ran : ran.stdout}`)
  }
  assert.equal(ran.stdout.trim(), "read x")
})

test("a jailed program has its time, also where it doesn't use the processor or leaves its group", {
  skip: noJail,
}, async () => {
  await using folder = await temporaryFolder()
  const film = join(folder.path, "film")
  await writeFile(film, "x")
  const startMs = performance.now()
  const { isWhole } = await jailed(film, "import os, time\nos.setsid()\ntime.sleep(987654)", 1000)
  assert.equal(isWhole, false)
  assert.ok(performance.now() - startMs < 15_000)
  await until(
    "all of it is gone",
    async () => !(await run("ps", ["-A", "-o", "args="])).stdout.includes("987654"),
  )
})

test("a jailed program that is killed while it is being locked in leaves nothing behind", {
  skip: noJail,
}, async () => {
  await using folder = await temporaryFolder()
  const film = join(folder.path, "only-in-this-test")
  await writeFile(film, "x")
  for (let ms = 0; ms < 40; ms += 2) {
    assert.equal((await jailed(film, "import time\ntime.sleep(100)", ms)).isWhole, false)
  }
  await until(
    "all of it is gone",
    async () => !(await run("ps", ["-A", "-o", "args="])).stdout.includes(film),
  )
})

test("what a jailed program writes is bounded", { skip: noJail }, async () => {
  await using folder = await temporaryFolder()
  const film = join(folder.path, "film")
  await writeFile(film, "x")
  const { isWhole, output } = await jailed(film, "while True: print('x' * 1000)")
  assert.equal(isWhole, false)
  assert.ok(output.length <= 100_000)
})

test("a jailed program reaches nobody who listens on this machine", { skip: noJail }, async () => {
  let connections = 0
  const listening = createServer(() => connections++)
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve))
  await using folder = await temporaryFolder()
  const film = join(folder.path, "film")
  await writeFile(film, "x")
  const address = listening.address()
  assert.ok(typeof address === "object" && address !== null)
  const script = `import urllib.request\nurllib.request.urlopen("http://127.0.0.1:${address.port}/", timeout=2)`
  assert.equal((await jailed(film, script)).isWhole, false)
  assert.equal(connections, 0)
  listening.close()
})
