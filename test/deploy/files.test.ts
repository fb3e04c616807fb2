import assert from "node:assert/strict"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { loadSettings } from "../../conf/load-settings.ts"
import { environmentName } from "../../conf/setting.ts"
import { settings } from "../../conf/settings.ts"
import { startServer } from "../kit/server.ts"

const deploy = fileURLToPath(new URL("../../deploy/", import.meta.url))

/** Variables of the programs beside the settings, and of compose alone. */
const others = ["REELWIRE_ENV", "REELWIRE_DB_PASSWORD"]

async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name))
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")] as const))
  return new Map(texts)
}

test("every variable that deploy/ names is a setting", async () => {
  const known = new Set([...Object.keys(settings).map(environmentName), ...others])
  for (const [path, text] of await filesOf(deploy)) {
    for (const [name] of text.matchAll(/REELWIRE_[A-Z_]*[A-Z]/g))
      assert.ok(known.has(name), `${path}: ${name}`)
  }
})

test("the settings of the service, those commented out among them, are ones that a server takes in prod", async () => {
  const text = await readFile(join(deploy, "systemd/reelwire.env"), "utf8")
  const lines = [...text.matchAll(/^(?:# )?(REELWIRE_[A-Z_]+)=(.*)$/gm)]
  assert.ok(lines.length > 8)
  const environment = Object.fromEntries(lines.map(([, name = "", value]) => [name, value]))
  const { proxyProtocol, trustedProxies, accelPrefix } = loadSettings({
    REELWIRE_ENV: "prod",
    ...environment,
  })
  assert.deepEqual([proxyProtocol, trustedProxies.length, accelPrefix], [true, 2, "/stored-films/"])
})

test("the password that compose reads goes into no image", async () => {
  const ignored = await readFile(join(deploy, "docker/Dockerfile.dockerignore"), "utf8")
  assert.ok(ignored.split("\n").includes("**/.env*"))
})

test("the README names every metric of this server, and no other", async () => {
  await using server = await startServer({ gateway: true })
  await fetch(`${server.url}/healthz`)
  const said = await (await fetch(`${server.url}/metrics`)).text()
  const made = new Set([...said.matchAll(/^# TYPE (reelwire_\w+)/gm)].map(([, name]) => name))
  const readme = await readFile(join(deploy, "README.md"), "utf8")
  const named = new Set([...readme.matchAll(/`(reelwire_[a-z_]+)`/g)].map(([, name]) => name))
  assert.deepEqual([...named].sort(), [...made].sort())
})
