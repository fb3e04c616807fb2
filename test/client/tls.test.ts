import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { type CliResult, runCli, tempFolder } from "../kit/cli.ts"
import { makeFilm } from "../kit/films.ts"
import { startServer } from "../kit/server.ts"

/** Makes a certificate for localhost that vouches for itself, and its key. */
function certify(folder: string): { tlsCert: string; tlsKey: string } {
  const [tlsCert, tlsKey] = [join(folder, "cert.pem"), join(folder, "key.pem")]
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", tlsKey]
  const options = [
    "req",
    "-x509",
    ...key,
    "-out",
    tlsCert,
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    names,
  ]
  execFileSync("openssl", options, { stdio: "ignore" })
  return { tlsCert, tlsKey }
}

test("over TLS a film goes up and down where the server's authority is trusted, and nothing goes where it isn't", async () => {
  await using folder = await tempFolder()
  const files = certify(folder.path)
  await using server = await startServer(files)
  const env = { REELWIRE_NAME: "boss", REELWIRE_PASSWORD: "secret" }
  const run = (client: "admin" | "user", ...words: string[]): Promise<CliResult> =>
    runCli(client, words, { port: server.port, cwd: folder.path, env })
  const film = makeFilm(2_000_000)
  await writeFile(join(folder.path, "film.mp4"), film.bytes)
  const trusted = ["--tls", "--tls-ca", files.tlsCert]
  assert.equal((await run("admin", "register", ...trusted)).code, 0)
  assert.equal((await run("admin", "upload", "film.mp4", "--free", ...trusted)).code, 0)
  const byName = ["--server", `localhost:${server.port}`, ...trusted]
  assert.equal((await run("user", "register", ...byName, "--name", "mia")).code, 0)
  assert.equal((await run("user", "download", "1", ...byName, "--name", "mia")).code, 0)
  assert.deepEqual(await readFile(join(folder.path, "downloads", "film.mp4")), film.bytes)
  const untrusted = await run("user", "login", "--tls", "--name", "mia", "--json")
  assert.deepEqual([untrusted.code, JSON.parse(untrusted.stdout).code], [3, "CANNOT_CONNECT"])
})
