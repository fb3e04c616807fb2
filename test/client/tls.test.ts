import assert from "node:assert/strict"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { makeCertificate } from "../kit/certificate.ts"
import { type CliResult, runCli, tempFolder } from "../kit/cli.ts"
import { makeFilm } from "../kit/films.ts"
import { startServer } from "../kit/server.ts"

test("over TLS a film goes up and down where the server's authority is trusted, and nothing goes where it isn't", async () => {
  await using folder = await tempFolder()
  const { cert, key } = await makeCertificate(folder.path)
  await using server = await startServer({ tlsCert: cert, tlsKey: key })
  const env = { REELWIRE_NAME: "boss", REELWIRE_PASSWORD: "secret" }
  const run = (client: "admin" | "user", ...words: string[]): Promise<CliResult> =>
    runCli(client, words, { port: server.port, cwd: folder.path, env })
  const film = makeFilm(2_000_000)
  await writeFile(join(folder.path, "film.mp4"), film.bytes)
  const trusted = ["--tls", "--tls-ca", cert]
  assert.equal((await run("admin", "register", ...trusted)).code, 0)
  assert.equal((await run("admin", "upload", "film.mp4", "--free", ...trusted)).code, 0)
  const byName = ["--server", `localhost:${server.port}`, ...trusted]
  assert.equal((await run("user", "register", ...byName, "--name", "mia")).code, 0)
  assert.equal((await run("user", "download", "1", ...byName, "--name", "mia")).code, 0)
  assert.deepEqual(await readFile(join(folder.path, "downloads", "film.mp4")), film.bytes)
  const untrusted = await run("user", "login", "--tls", "--name", "mia", "--json")
  assert.deepEqual([untrusted.code, JSON.parse(untrusted.stdout).code], [3, "CANNOT_CONNECT"])
})
