import assert from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { SettingError } from "../../conf/load.ts"
import type { Settings } from "../../conf/settings.ts"
import { makeCertificate } from "../kit/certificate.ts"
import { startServer } from "../kit/server.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"

async function refusalOf(given: Partial<Settings>): Promise<string> {
  const error = await startServer(given).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof SettingError, String(error))
  assert.ok(!error.message.includes("\n"))
  return error.message
}

test("a host that is no address of this machine is named", async () => {
  for (const host of ["192.0.2.1", "nobody.invalid"]) {
    assert.match(await refusalOf({ host }), new RegExp(`^REELWIRE_HOST: "${host}" is not an address`))
  }
})

test("a folder that is a file is named", async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, "file")
  await writeFile(file, "")
  assert.match(await refusalOf({ uploadsDir: file }), /^REELWIRE_UPLOADS_DIR: ".*\/file" is not a folder/)
  const dataDir = join(file, "data")
  assert.match(
    await refusalOf({ dataDir, databaseUrl: `sqlite:${join(dataDir, "x.sqlite")}` }),
    /^REELWIRE_DATA_DIR: /,
  )
})

test("a certificate or key that can't be used is named", async () => {
  await using folder = await temporaryFolder()
  const { cert: tlsCert, key: tlsKey } = await makeCertificate(folder.path)
  const missing = join(folder.path, "missing.pem")
  const wrong = join(folder.path, "wrong.pem")
  await writeFile(wrong, "no PEM")
  assert.match(
    await refusalOf({ tlsCert: missing, tlsKey }),
    /^REELWIRE_TLS_CERT: ".*missing.pem" is not a file/,
  )
  assert.match(
    await refusalOf({ tlsCert, tlsKey: missing }),
    /^REELWIRE_TLS_KEY: ".*missing.pem" is not a file/,
  )
  assert.match(
    await refusalOf({ tlsCert: wrong, tlsKey }),
    /^REELWIRE_TLS_CERT: ".*wrong.pem" is not a certificate/,
  )
  assert.match(
    await refusalOf({ tlsCert, tlsKey: wrong }),
    /^REELWIRE_TLS_KEY: ".*wrong.pem" is not the certificate's/,
  )
})

test("a database address that is none is named, and not shown", async () => {
  for (const databaseUrl of [
    "mysql://u:s3cret%zz@127.0.0.1/x",
    "mysql://u:s3cret@127.0.0.1/x?poolSize=abc",
    "sqlite::memory:",
  ]) {
    const line = await refusalOf({ databaseUrl })
    assert.match(line, /^REELWIRE_DATABASE_URL: its value is not an address of a database \(.+\)$/)
    assert.ok(!line.includes("s3cret"), line)
  }
})
