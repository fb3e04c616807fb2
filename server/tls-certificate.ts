import { readFile } from "node:fs/promises"
import { createSecureContext } from "node:tls"
import type { Settings } from "../conf/settings.ts"
import { unusable } from "./unusable-setting.ts"

/** The certificate and the key of the settings, in PEM; throws a SettingError that names the one at fault. */
export async function readCertificate(settings: Settings): Promise<{ cert: Buffer; key: Buffer }> {
  const isNoFile = (name: "tlsCert" | "tlsKey"): ((cause: unknown) => never) =>
    unusable(name, settings, "a file that can be read")
  const cert = await readFile(settings.tlsCert).catch(isNoFile("tlsCert"))
  const key = await readFile(settings.tlsKey).catch(isNoFile("tlsKey"))
  try {
    createSecureContext({ cert })
  } catch (error) {
    unusable("tlsCert", settings, "a certificate in PEM")(error)
  }
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    unusable("tlsKey", settings, "the certificate's private key in PEM")(error)
  }
  return { cert, key }
}
