import { Failure } from "../../interface/failure.ts"

// `link` of a film is made for an address: it is good for one film and for some hours.
const secretName = /passw|passwd|pwd|secret|session|token|invitation|密码/i

/**
 * Throws Failure PASSWORD_IN_URL where a field of an address's query string is called as a password or another secret is:
 * addresses end up in logs, histories and what a page tells other sites of where one came from.
 */
export function refuseSecretsIn(url: string): void {
  const at = url.indexOf("?")
  if (at < 0) return
  for (const name of new URLSearchParams(url.slice(at + 1)).keys()) {
    if (secretName.test(name)) throw new Failure("PASSWORD_IN_URL")
  }
}
