import type { Logger } from "pino"
import type { Settings } from "../../conf/settings.ts"
import type { Letter, Messenger } from "../../interface/context.ts"
import { Failure } from "../../interface/failure.ts"
import { mailSender } from "./mail.ts"
import type { Sender } from "./sender.ts"
import { webhookSender } from "./webhook.ts"

type MessengerSettings = Pick<
  Settings,
  "smtpUrl" | "mailFrom" | "smsWebhook" | "smsWebhookSecret" | "codesToLog" | "sendingS"
>

/** Messages to people: by mail server and gateway, or into the log where neither is set and the settings let them. */
export class OutwardMessenger implements Messenger {
  readonly #senders: Readonly<Record<Letter["way"], Sender | undefined>>
  readonly #mostMs: number
  readonly #log: Logger

  constructor(settings: MessengerSettings, log: Logger) {
    const toLog = settings.codesToLog ? logSender(log) : undefined
    this.#senders = { email: mailSender(settings) ?? toLog, phone: webhookSender(settings) ?? toLog }
    this.#mostMs = settings.sendingS * 1000
    this.#log = log
  }

  canSend(way: Letter["way"]): boolean {
    return this.#senders[way] !== undefined
  }

  async send(letter: Letter): Promise<void> {
    const sender = this.#senders[letter.way]
    if (sender === undefined) throw new Failure("CANNOT_SEND")
    try {
      await sender(letter, AbortSignal.timeout(this.#mostMs))
    } catch (error) {
      // Neither here nor as a cause the error itself: what hangs on it may name the message, or who logs in to the mail server.
      this.#log.error({ way: letter.way, reason: reasonOf(error) }, "a message could not be sent")
      throw new Failure("CANNOT_SEND")
    }
  }
}

/** A sentence of an error that names no address: the code of a system or of a mail server, else its first line. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? error.cause : error
  const [line = ""] = cause.message.split(/\r?\n/, 1)
  return line.replaceAll(/\S+@\S+/g, "…").slice(0, 200)
}

function logSender(log: Logger): Sender {
  return async ({ way, to, subject, text }) => log.warn({ way, to, subject, text }, "a message to somebody")
}
