import assert from "node:assert/strict"
import { test } from "node:test"
import { listSettings } from "../../conf/list-settings.ts"
import { SettingError } from "../../conf/load.ts"
import { loadSettings } from "../../conf/load-settings.ts"
import { environmentName, optionName } from "../../conf/setting.ts"
import { settings } from "../../conf/settings.ts"

function refuses(
  environment: Record<string, string>,
  message: RegExp,
  options: Record<string, string> = {},
): void {
  assert.throws(
    () => loadSettings(environment, options),
    (error) => error instanceof SettingError && message.test(error.message) && !error.message.includes("\n"),
  )
}

test("without a word from anybody the defaults are those of the contract", () => {
  const values = loadSettings({})
  const { host, port, databaseUrl, uploadsDir, downloadWaitS, priceFen, priceVipFen } = values
  assert.deepEqual(
    [host, port, databaseUrl, uploadsDir],
    ["127.0.0.1", 8087, "sqlite:data/reelwire.sqlite", "uploads"],
  )
  assert.deepEqual([downloadWaitS, priceFen, priceVipFen], [30, 1000, 500])
  const { maxFrameBytesBeforeLogin, maxFrameBytes, maxDepth, firstFrameS, loginS, frameS } = values
  assert.deepEqual(
    [maxFrameBytesBeforeLogin, maxFrameBytes, maxDepth, firstFrameS, loginS, frameS],
    [16 * 1024, 64 * 1024, 32, 5, 30, 10],
  )
  const { uploadIdleS, writeStallS, maxConnectionsPerAddress, maxFilmBytes } = values
  assert.deepEqual(
    [uploadIdleS, writeStallS, maxConnectionsPerAddress, maxFilmBytes],
    [60, 30, 32, 64 * 2 ** 30],
  )
})

test("the environment wins over the profile, and an option over the environment", () => {
  assert.equal(loadSettings({ REELWIRE_ENV: "test" }).port, 0)
  assert.equal(loadSettings({ REELWIRE_ENV: "test", REELWIRE_PORT: "9000" }).port, 9000)
  assert.equal(loadSettings({ REELWIRE_PORT: "9000" }, { port: "9001" }).port, 9001)
})

test("an empty variable counts as unset", () => {
  assert.equal(loadSettings({ REELWIRE_PORT: "", REELWIRE_ENV: "" }).port, 8087)
})

test("where only the data folder is set, films go into it", () => {
  const { uploadsDir, databaseUrl } = loadSettings({ REELWIRE_DATA_DIR: "d" })
  assert.deepEqual([uploadsDir, databaseUrl], ["d/uploads", "sqlite:d/reelwire.sqlite"])
  assert.equal(loadSettings({ REELWIRE_DATA_DIR: "d", REELWIRE_UPLOADS_DIR: "u" }).uploadsDir, "u")
})

test("every setting that takes no free text refuses nonsense in one line with its name and value", () => {
  for (const [name, one] of Object.entries(settings)) {
    const takesAnything = one.kind.parse("no such thing") !== undefined
    if (takesAnything) continue
    const shown = one.secret ? "its value" : '"no such thing"'
    const message = new RegExp(`^${environmentName(name)}: ${shown} is not .`)
    refuses({ [environmentName(name)]: "no such thing" }, message)
    refuses({}, new RegExp(`^${optionName(name)}: `), { [name]: "no such thing" })
  }
})

test("numbers outside of their bounds, negative, or with a stray sign are refused", () => {
  for (const value of ["65536", "-1", "+1", "1e3", "0x10", " 1", "1.5", "１", "99999999999999999999"]) {
    refuses({ REELWIRE_PORT: value }, /^REELWIRE_PORT: .* a whole number from 0 to 65535$/)
  }
  for (const value of ["-1", "1,5", "86401", "1.2345", "."]) {
    refuses({ REELWIRE_DOWNLOAD_WAIT_S: value }, /^REELWIRE_DOWNLOAD_WAIT_S: /)
  }
  for (const value of ["63", "1.5K", "K", "64KB", "9999999999999T"]) {
    refuses({ REELWIRE_MAX_FRAME_BYTES: value }, /^REELWIRE_MAX_FRAME_BYTES: /)
  }
})

test("bytes take K, M, G and T for powers of 1024", () => {
  const { maxFilmBytes, minFreeBytes } = loadSettings({
    REELWIRE_MAX_FILM_BYTES: "2T",
    REELWIRE_MIN_FREE_BYTES: "3M",
  })
  assert.deepEqual([maxFilmBytes, minFreeBytes], [2 * 1024 ** 4, 3 * 1024 ** 2])
})

test("a wrong database address is refused without telling the password in it", () => {
  for (const url of ["mysql://app:hunter2@", "postgres://app:hunter2@h/d", "sqlite:"]) {
    assert.throws(
      () => loadSettings({ REELWIRE_DATABASE_URL: url }),
      (error) =>
        error instanceof SettingError &&
        error.message.startsWith("REELWIRE_DATABASE_URL: ") &&
        !error.message.includes("hunter2"),
    )
  }
})

test("a certificate without its key is refused, and a key without its certificate", () => {
  refuses({ REELWIRE_TLS_CERT: "c.pem" }, /REELWIRE_TLS_KEY/)
  refuses({ REELWIRE_TLS_KEY: "k.pem" }, /REELWIRE_TLS_CERT/)
})

test("prod listens beyond loopback only with TLS or leave to do without", () => {
  const prod = { REELWIRE_ENV: "prod", REELWIRE_HOST: "0.0.0.0" }
  refuses(prod, /^REELWIRE_HOST: "0\.0\.0\.0" .*REELWIRE_TLS_CERT.*REELWIRE_ALLOW_PLAIN_REMOTE/)
  refuses({ ...prod, REELWIRE_HOST: "127.example.org" }, /^REELWIRE_HOST/)
  assert.ok(loadSettings({ ...prod, REELWIRE_ALLOW_PLAIN_REMOTE: "1" }))
  assert.ok(loadSettings({ ...prod, REELWIRE_TLS_CERT: "c", REELWIRE_TLS_KEY: "k" }))
  for (const host of ["127.0.0.1", "localhost", "::1"])
    assert.ok(loadSettings({ ...prod, REELWIRE_HOST: host }))
})

test("a profile that there is not is refused", () => {
  refuses({ REELWIRE_ENV: "production" }, /^REELWIRE_ENV: "production" is not one of local, test, prod$/)
})

test("settings are frozen", () => {
  assert.ok(Object.isFrozen(loadSettings({})))
})

test("the list of settings has the option, the variable, the meaning and the default of each", () => {
  const list = listSettings(settings)
  for (const [name, one] of Object.entries(settings)) {
    assert.ok(list.includes(`${optionName(name)} VALUE, ${environmentName(name)}\n    ${one.doc}`), name)
  }
  assert.match(list, /--download-wait-s VALUE, REELWIRE_DOWNLOAD_WAIT_S\n.*\n {4}Takes .*; default 30\./)
})

test("addresses of mail servers, gateways and web pages are checked at the start, and never repeated", () => {
  const smtp = /^REELWIRE_SMTP_URL: its value is not smtps:\/\/user:password@host:port/
  for (const url of [
    "mail.example",
    "http://u:hunter2@mail.example",
    "smtp://u@mail.example",
    "smtp://a/b",
  ]) {
    refuses({ REELWIRE_SMTP_URL: url }, smtp)
  }
  const secret = { REELWIRE_SMS_WEBHOOK_SECRET: "s".repeat(32) }
  for (const url of ["http://gateway.example", "gateway.example", "ftp://127.0.0.1", "https://"]) {
    refuses({ REELWIRE_SMS_WEBHOOK: url, ...secret }, /^REELWIRE_SMS_WEBHOOK: its value is not an address/)
  }
  const webhook = { REELWIRE_SMS_WEBHOOK: "https://gateway.example/sms?key=1" }
  refuses(webhook, /^REELWIRE_SMS_WEBHOOK takes REELWIRE_SMS_WEBHOOK_SECRET of at least 32 characters$/)
  refuses({ ...webhook, REELWIRE_SMS_WEBHOOK_SECRET: "s".repeat(31) }, /at least 32 characters$/)
  assert.equal(loadSettings({ ...webhook, ...secret }).smsWebhook, webhook.REELWIRE_SMS_WEBHOOK)
  for (const url of [
    "films.example",
    "http://films.example",
    "https://films.example/?a=1",
    "https://f.example/#a",
  ]) {
    refuses({ REELWIRE_PUBLIC_URL: url }, /^REELWIRE_PUBLIC_URL: ".*" is not an address such as/)
  }
  assert.equal(
    loadSettings({ REELWIRE_PUBLIC_URL: "http://127.0.0.1:8088" }).publicUrl,
    "http://127.0.0.1:8088",
  )
  for (const sender of [
    "films",
    "a b@c.example",
    "Films <films>",
    "Films <a@b.example>\r\nBcc: <c@d.example>",
  ]) {
    refuses({ REELWIRE_MAIL_FROM: sender }, /^REELWIRE_MAIL_FROM: /)
  }
  const named = "Films 影片 <films@films.example>"
  assert.equal(loadSettings({ REELWIRE_MAIL_FROM: named }).mailFrom, named)
})

test("ranges of addresses are checked at the start, and the PROXY protocol takes proxies that may speak it", () => {
  const good = { REELWIRE_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8,::1,2001:db8::/32" }
  const { trustedProxies } = loadSettings({ ...good, REELWIRE_PROXY_PROTOCOL: "yes" })
  assert.deepEqual(trustedProxies, ["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"])
  for (const wrong of [
    "localhost",
    "10.0.0.0/33",
    "::1/129",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "fe80::1%eth0",
    "1.2.3",
  ]) {
    refuses({ REELWIRE_METRICS_FROM: wrong }, /^REELWIRE_METRICS_FROM: /)
  }
  refuses({ REELWIRE_PROXY_PROTOCOL: "yes" }, /^REELWIRE_PROXY_PROTOCOL takes REELWIRE_TRUSTED_PROXIES/)
})

test("a payment secret that is short enough to be guessed is refused, and not shown", () => {
  const environment = { REELWIRE_PAYMENT_SECRET: "s".repeat(31) }
  refuses(environment, /^REELWIRE_PAYMENT_SECRET: its value is not at least 32 characters$/)
  assert.equal(loadSettings({ REELWIRE_PAYMENT_SECRET: "s".repeat(32) }).paymentSecret.length, 32)
  assert.equal(loadSettings({}).paymentSecret, "")
})

test("servers that /ws/check names are hosts with ports, and nginx's folder is a path with slashes around it", () => {
  const value = "films.example:8087, [2001:db8::1]:9000"
  assert.deepEqual(loadSettings({ REELWIRE_GATE_SERVERS: value }).gateServers, [
    { host: "films.example", port: 8087 },
    { host: "2001:db8::1", port: 9000 },
  ])
  for (const wrong of ["films.example", "films.example:0", "films.example:65536", "a b:1", "::1:80"]) {
    refuses({ REELWIRE_GATE_SERVERS: wrong }, /^REELWIRE_GATE_SERVERS: /)
  }
  assert.equal(loadSettings({ REELWIRE_ACCEL_PREFIX: "/stored-films/" }).accelPrefix, "/stored-films/")
  for (const wrong of ["stored-films/", "/stored-films", "/", "/a b/", "//"]) {
    refuses({ REELWIRE_ACCEL_PREFIX: wrong }, /^REELWIRE_ACCEL_PREFIX: /)
  }
})
