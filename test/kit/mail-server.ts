import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { until } from "./until.ts"

// Debian's Python has aiosmtpd: the handler prints each mail as a line of JSON.
const program = `
import asyncio, json, sys
from email import message_from_bytes, policy
from aiosmtpd.smtp import SMTP, AuthResult
import ssl

options = json.loads(sys.argv[1])

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if options.get("refuses"):
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        if options.get("hangs"):
            await asyncio.sleep(3600)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        print(json.dumps({"to": envelope.rcpt_tos, "from": str(mail["from"]), "subject": str(mail["subject"]),
            "text": mail.get_content(), "isTls": server.transport.get_extra_info("sslcontext") is not None,
            "user": session.auth_data.login.decode() if session.auth_data else None}), flush=True)
        return "250 taken"

def authenticate(server, session, envelope, mechanism, data):
    right = data.login == b"films" and data.password == options.get("password", "").encode()
    return AuthResult(success=right, handled=False, auth_data=data)

tls = None
if options.get("cert"):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(options["cert"], options["key"])

def make():
    auth = {"auth_required": True, "authenticator": authenticate, "auth_require_tls": False} if options.get("password") else {}
    starttls = {"tls_context": tls} if tls and not options.get("tlsFirst") else {}
    return SMTP(Handler(), hostname="localhost", **auth, **starttls)

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=tls if options.get("tlsFirst") else None)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()

asyncio.run(main())
`

/** A mail that a server took. */
type Mail = {
  readonly to: readonly string[]
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly isTls: boolean
  readonly user: string | null
}

/** How a mail server is: it asks for a password (of "films"), refuses everybody, never answers, speaks TLS. */
export type MailServerOptions = {
  readonly password?: string
  readonly refuses?: boolean
  readonly hangs?: boolean
  readonly cert?: string
  readonly key?: string
  readonly tlsFirst?: boolean
}

/** A real mail server of a test's own, which goes away with the test. */
export type MailServer = AsyncDisposable & {
  readonly port: number
  readonly mails: readonly Mail[]
  /** The mail of this number, once it is there. */
  mail(number: number): Promise<Mail>
}

/** Starts aiosmtpd. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const child = spawn("/usr/bin/python3", ["-c", program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "ignore"],
  })
  const ended = once(child, "exit")
  let text = ""
  child.stdout.setEncoding("utf8").on("data", (more: string) => {
    text += more
  })
  const lines = (): string[] => text.split("\n").slice(0, -1)
  await until("the mail server listens", () => lines().length > 0 || child.exitCode !== null)
  const { port }: { port: number } = JSON.parse(lines()[0] ?? "")
  const mails = (): Mail[] =>
    lines()
      .slice(1)
      .map((line) => JSON.parse(line))
  return {
    port,
    get mails() {
      return mails()
    },
    async mail(number) {
      await until(`mail ${number} is there`, () => mails().length >= number)
      const mail = mails()[number - 1]
      if (mail === undefined) throw new Error(`there is no mail ${number}`)
      return mail
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL")
      await ended
    },
  }
}

/** A port of this machine on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("there is no port")
  return address.port
}
