#!/usr/bin/env node
// Starts one of Reelwire's programs on a Node that runs it: the one that it was called with where that is new enough, else
// the one that npm installed beside the packages. Plain JavaScript, since an older Node has to be able to read it.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
// As a whole: an older Node has no enableCompileCache, and would refuse to begin if it were named here.
import * as nodeModule from "node:module"
import { fileURLToPath } from "node:url"

// Since 24.9 an HTTP server is asked which upgrades it takes; before, one that it didn't take left its socket open.
const least = [24, 9]
const programs = {
  server: "server/main.ts",
  migrate: "server/migrate.ts",
  settings: "conf/print.ts",
  admin: "client/admin.ts",
  user: "client/user.ts",
}

const [name = "", ...args] = process.argv.slice(2)
const path = Object.hasOwn(programs, name) ? programs[name] : undefined
const bundled = fileURLToPath(
  new URL(`node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
)

if (path === undefined) {
  process.stderr.write(`usage: reelwire ${Object.keys(programs).join("|")} [options]\n`)
  process.exitCode = 2
} else if (isNewEnough()) {
  // From the second start on nothing is compiled, which halves the time to start and takes 30 MB off the server's memory.
  nodeModule.enableCompileCache(fileURLToPath(new URL("node_modules/.cache/reelwire", import.meta.url)))
  process.argv.splice(1, 2, fileURLToPath(new URL(path, import.meta.url)))
  await import(`./${path}`)
} else if (existsSync(bundled)) {
  const child = spawn(bundled, [fileURLToPath(import.meta.url), name, ...args], { stdio: "inherit" })
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal))
  child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1
  })
} else {
  process.stderr.write(
    `Reelwire takes Node ${least.join(".")} or newer, and this is ${process.versions.node}: install it from nodejs.org\n`,
  )
  process.exitCode = 1
}

function isNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  return major > least[0] || (major === least[0] && minor >= least[1])
}
