import { createHmac, randomUUID } from "node:crypto"
import type { Settings } from "../../conf/settings.ts"
import type { Sender } from "./sender.ts"

/** Posts text messages to the gateway of the settings, signed, each once (docs/TEXT-MESSAGES.md); undefined where none is set. */
export function webhookSender({
  smsWebhook,
  smsWebhookSecret,
}: Pick<Settings, "smsWebhook" | "smsWebhookSecret">): Sender | undefined {
  if (smsWebhook === "") return undefined
  return async ({ to, subject, text }, signal) => {
    const body = JSON.stringify({ id: randomUUID(), time: new Date().toISOString(), to, subject, text })
    const signature = createHmac("sha256", smsWebhookSecret).update(body).digest("hex")
    const headers = { "content-type": "application/json", "x-reelwire-signature": `sha256=${signature}` }
    // A redirect could lead the code to somebody who is not in the settings.
    const response = await fetch(smsWebhook, { method: "POST", body, headers, signal, redirect: "error" })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`the gateway answered ${response.status}`)
  }
}
