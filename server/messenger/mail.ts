import { createTransport } from "nodemailer"
import type { Settings } from "../../conf/settings.ts"
import { type MailServer, parseSmtpUrl } from "../../conf/smtp-url.ts"
import type { Letter } from "../../interface/context.ts"
import type { Sender } from "./sender.ts"

/** Sends mails through the mail server of the settings, a connection each; undefined where none is set. */
export function mailSender({
  smtpUrl,
  mailFrom,
  sendingS,
}: Pick<Settings, "smtpUrl" | "mailFrom" | "sendingS">): Sender | undefined {
  const server = parseSmtpUrl(smtpUrl)
  if (server === undefined) return undefined
  const transport = createTransport(optionsOf(server, sendingS * 1000))
  return async ({ to, subject, text }: Letter, signal) => {
    await transport.sendMail({ from: mailFrom, to: { name: "", address: to }, subject, text, signal })
  }
}

function optionsOf({ host, port, isTlsFirst, mustTls, login }: MailServer, mostMs: number) {
  return {
    host,
    port,
    secure: isTlsFirst,
    requireTLS: mustTls,
    ...(login === undefined ? {} : { auth: login }),
    connectionTimeout: mostMs,
    greetingTimeout: mostMs,
    socketTimeout: mostMs,
    dnsTimeout: mostMs,
    // A text of ours never names a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
