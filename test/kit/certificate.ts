import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

/** A certificate for localhost and 127.0.0.1 that signs itself, as files in a folder, and as text to trust. */
export async function makeCertificate(
  folder: string,
): Promise<{ readonly cert: string; readonly key: string; readonly ca: string }> {
  const cert = join(folder, "cert.pem")
  const key = join(folder, "key.pem")
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", key, "-out", cert],
  ])
  return { cert, key, ca: await readFile(cert, "utf8") }
}
