import { join } from "node:path"
import { loadValues, SettingError } from "./load.ts"
import { local } from "./local.ts"
import { prod } from "./prod.ts"
import { type Settings, settings } from "./settings.ts"
import { test } from "./test.ts"

const profiles = { local, test, prod }
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/

/** The server's settings from REELWIRE_ENV's profile, the environment and the command line; throws SettingError. */
export function loadSettings(
  environment: Readonly<Record<string, string | undefined>>,
  options: Readonly<Record<string, unknown>> = {},
): Settings {
  const profileName = environment.REELWIRE_ENV || "local"
  if (profileName !== "local" && profileName !== "test" && profileName !== "prod") {
    throw new SettingError(`REELWIRE_ENV: "${profileName}" is not one of local, test, prod`)
  }
  const { values, given } = loadValues(settings, { profile: profiles[profileName], environment, options })
  if ((values.tlsCert === "") !== (values.tlsKey === "")) {
    throw new SettingError("REELWIRE_TLS_CERT and REELWIRE_TLS_KEY: one without the other; TLS takes both")
  }
  if (
    profileName === "prod" &&
    !loopback.test(values.host) &&
    values.tlsCert === "" &&
    !values.allowPlainRemote
  ) {
    throw new SettingError(
      `REELWIRE_HOST: "${values.host}" in prod takes REELWIRE_TLS_CERT and REELWIRE_TLS_KEY, or REELWIRE_ALLOW_PLAIN_REMOTE=1`,
    )
  }
  if (values.proxyProtocol && values.trustedProxies.length === 0) {
    throw new SettingError("REELWIRE_PROXY_PROTOCOL takes REELWIRE_TRUSTED_PROXIES: nobody else may speak it")
  }
  if (values.smsWebhook !== "" && values.smsWebhookSecret.length < 32) {
    throw new SettingError("REELWIRE_SMS_WEBHOOK takes REELWIRE_SMS_WEBHOOK_SECRET of at least 32 characters")
  }
  const besideData = given.has("dataDir") ? join(values.dataDir, "uploads") : "uploads"
  return Object.freeze({
    ...values,
    uploadsDir: values.uploadsDir || besideData,
    databaseUrl: values.databaseUrl || `sqlite:${join(values.dataDir, "reelwire.sqlite")}`,
  })
}
