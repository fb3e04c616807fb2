import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import { text } from "node:stream/consumers"
import { test } from "node:test"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { pino } from "pino"
import { loadSettings } from "../../conf/load-settings.ts"
import type { Settings } from "../../conf/settings.ts"
import { parseSmtpUrl } from "../../conf/smtp-url.ts"
import type { Letter } from "../../interface/context.ts"
import { Failure } from "../../interface/failure.ts"
import { OutwardMessenger } from "../../server/messenger/messenger.ts"
import { makeCertificate } from "../kit/certificate.ts"
import { closedPort, startMailServer } from "../kit/mail-server.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"

const mail: Letter = {
  way: "email",
  to: "mei@films.example",
  subject: "您的验证码：123456",
  text: "123456 是验证码\n\nsecond line",
}
const sms: Letter = { ...mail, way: "phone", to: "+8613800138000" }

/** A messenger with settings of its own, and what it logged. */
function messenger(given: Partial<Settings>): { made: OutwardMessenger; logged: string[] } {
  const logged: string[] = []
  const log = pino({ level: "debug" }, { write: (line) => void logged.push(line) })
  return { made: new OutwardMessenger({ ...loadSettings({}), sendingS: 5, ...given }, log), logged }
}

/** Sends what can't be sent, and checks that nothing secret was said about it. */
async function cannotSend(
  given: Partial<Settings>,
  letter: Letter,
  secrets: readonly string[] = [],
): Promise<string> {
  const { made, logged } = messenger(given)
  await assert.rejects(made.send(letter), (error) => error instanceof Failure && error.code === "CANNOT_SEND")
  for (const secret of [letter.to, letter.text, "123456", ...secrets]) {
    assert.ok(!logged.join().includes(secret), `${secret} is in the log: ${logged}`)
  }
  return logged.join()
}

test("a mail arrives at a mail server as it was written, from the sender of the settings", async () => {
  await using server = await startMailServer()
  const { made } = messenger({
    smtpUrl: `smtp://127.0.0.1:${server.port}`,
    mailFrom: "Films <films@films.example>",
  })
  await made.send(mail)
  const { to, from, subject, text: body, isTls } = await server.mail(1)
  assert.deepEqual(
    [to, from, subject, isTls],
    [[mail.to], "Films <films@films.example>", mail.subject, false],
  )
  assert.equal(body.trimEnd().replaceAll("\r\n", "\n"), mail.text)
})

test("an address can't smuggle in a second recipient or a header", async () => {
  await using server = await startMailServer()
  const { made } = messenger({ smtpUrl: `smtp://127.0.0.1:${server.port}` })
  const to = "a@films.example, b@films.example\r\nBcc: c@films.example"
  await made.send({ ...mail, to }).catch(() => undefined)
  await made.send(mail)
  for (const sent of server.mails) assert.equal(sent.to.length, 1, JSON.stringify(sent))
})

test("the mail server's password is presented, and a wrong one is in no log", async () => {
  await using server = await startMailServer({ password: "p@ss word" })
  const { made } = messenger({ smtpUrl: `smtp://films:p%40ss%20word@127.0.0.1:${server.port}` })
  await made.send(mail)
  assert.equal((await server.mail(1)).user, "films")
  const smtpUrl = `smtp://films:hunter22@127.0.0.1:${server.port}`
  const encoded = Buffer.from("\0films\0hunter22").toString("base64")
  assert.match(await cannotSend({ smtpUrl }, mail, ["hunter22", encoded]), /535/)
  assert.equal(server.mails.length, 1)
})

test("a mail server that refuses, or is not there, is an error", async () => {
  await using server = await startMailServer({ refuses: true })
  assert.match(await cannotSend({ smtpUrl: `smtp://127.0.0.1:${server.port}` }, mail), /550/)
  assert.match(await cannotSend({ smtpUrl: `smtp://127.0.0.1:${await closedPort()}` }, mail), /ECONNREFUSED/)
})

test("a mail server that does not answer is given up after the time of the settings", async () => {
  await using server = await startMailServer({ hangs: true })
  const startMs = performance.now()
  await cannotSend({ smtpUrl: `smtp://127.0.0.1:${server.port}`, sendingS: 0.3 }, mail)
  const ms = performance.now() - startMs
  assert.ok(ms >= 295 && ms < 4000, `${ms} ms`)
})

test("a mail server whose certificate nobody vouches for is refused, by STARTTLS and by TLS from the start", async () => {
  await using folder = await temporaryFolder()
  const { cert, key, ca } = await makeCertificate(folder.path)
  await using starting = await startMailServer({ cert, key })
  await using first = await startMailServer({ cert, key, tlsFirst: true })
  const urls = [`smtp://localhost:${starting.port}`, `smtps://localhost:${first.port}`]
  for (const smtpUrl of urls) assert.match(await cannotSend({ smtpUrl }, mail), /self-signed certificate/)
  setDefaultCACertificates([...getCACertificates(), ca])
  for (const smtpUrl of urls) await messenger({ smtpUrl }).made.send(mail)
  assert.deepEqual([(await starting.mail(1)).isTls, (await first.mail(1)).isTls], [true, true])
  assert.match(await cannotSend({ smtpUrl: `smtp://127.1:${starting.port}` }, mail), /altnames/)
})

test("nothing leaves in the clear for another machine, unless the address says that it may", async () => {
  await using server = await startMailServer()
  // The same machine, by a name that isn't known for it.
  await cannotSend({ smtpUrl: `smtp://127.1:${server.port}` }, mail)
  assert.equal(server.mails.length, 0)
  await messenger({ smtpUrl: `smtp://127.1:${server.port}?plain=yes` }).made.send(mail)
  assert.equal((await server.mail(1)).isTls, false)
})

test("a mail server's address is understood, or refused as a whole", () => {
  const of = (url: string) => parseSmtpUrl(url)
  assert.deepEqual(of("smtps://a%40b:c%3Ad@mail.example"), {
    host: "mail.example",
    port: 465,
    isTlsFirst: true,
    mustTls: false,
    login: { user: "a@b", pass: "c:d" },
  })
  assert.deepEqual([of("smtp://mail.example")?.port, of("smtp://mail.example")?.mustTls], [587, true])
  assert.deepEqual([of("smtp://[::1]:25")?.host, of("smtp://[::1]:25")?.mustTls], ["::1", false])
  for (const wrong of [
    "mail.example",
    "http://mail.example",
    "smtp://",
    "smtp://mail.example:0",
    "smtp://mail.example:99999",
    "smtp://user@mail.example",
    "smtp://:password@mail.example",
    "smtp://a:%ZZ@mail.example",
    "smtp://mail.example/path",
    "smtp://mail.example?plain=no",
    "smtp://mail.example#x",
  ]) {
    assert.equal(of(wrong), undefined, wrong)
  }
})

const secret = "s".repeat(32)

/** A gateway that answers every request in one way, and the requests that came. */
async function startGateway(
  status: number | "never",
  headers: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable & { url: string; requests: { request: IncomingMessage; body: string }[] }> {
  const requests: { request: IncomingMessage; body: string }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ request, body })
      if (status !== "never") response.writeHead(status, headers).end("said the gateway")
    })
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  assert.ok(typeof address === "object" && address !== null)
  return {
    url: `http://127.0.0.1:${address.port}/sms?key=k`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

test("a text message is posted to the gateway once, signed over its exact bytes", async () => {
  await using gateway = await startGateway(202)
  const { made } = messenger({ smsWebhook: gateway.url, smsWebhookSecret: secret })
  await made.send(sms)
  const [{ request, body } = assert.fail("nothing came"), ...more] = gateway.requests
  assert.equal(more.length, 0)
  assert.deepEqual(
    [request.method, request.url, request.headers["content-type"]],
    ["POST", "/sms?key=k", "application/json"],
  )
  const signature = createHmac("sha256", secret).update(body).digest("hex")
  assert.equal(request.headers["x-reelwire-signature"], `sha256=${signature}`)
  const { id, time, to, subject, text: said } = JSON.parse(body)
  assert.deepEqual([to, subject, said], [sms.to, sms.subject, sms.text])
  assert.match(id, /^[0-9a-f-]{36}$/)
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000)
})

test("a gateway that refuses, redirects, or never answers is an error, and is not asked again", async () => {
  for (const [status, headers, sendingS] of [
    [500, {}, 5],
    [403, {}, 5],
    [307, { location: "http://127.0.0.1:1/" }, 5],
    ["never", {}, 0.3],
  ] as const) {
    await using gateway = await startGateway(status, headers)
    await cannotSend({ smsWebhook: gateway.url, smsWebhookSecret: secret, sendingS }, sms, [secret, "key=k"])
    assert.equal(gateway.requests.length, 1, String(status))
  }
})

test("where nothing is set messages go to the log, or nowhere, as the settings say", async () => {
  const { made, logged } = messenger({ codesToLog: true })
  for (const letter of [mail, sms]) {
    assert.ok(made.canSend(letter.way))
    await made.send(letter)
    assert.ok(logged.at(-1)?.includes(letter.to) && logged.at(-1)?.includes("123456"))
  }
  for (const letter of [mail, sms]) {
    await cannotSend({ codesToLog: false }, letter)
    assert.equal(messenger({ codesToLog: false }).made.canSend(letter.way), false)
  }
  const onlyMail = messenger({ codesToLog: false, smtpUrl: "smtp://127.0.0.1:1" }).made
  assert.deepEqual([onlyMail.canSend("email"), onlyMail.canSend("phone")], [true, false])
})

test("with a mail server set nothing goes to the log beside it", async () => {
  await using server = await startMailServer()
  const { made, logged } = messenger({ smtpUrl: `smtp://127.0.0.1:${server.port}`, codesToLog: true })
  await made.send(mail)
  assert.deepEqual(logged, [])
})

test("only prod keeps codes out of its log by itself", () => {
  const of = (REELWIRE_ENV: string) => loadSettings({ REELWIRE_ENV }).codesToLog
  assert.deepEqual([of("local"), of("test"), of("prod")], [true, true, false])
})
