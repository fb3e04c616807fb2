/** Where mails leave, as a setting's address tells it. */
export type MailServer = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte, instead of by STARTTLS. */
  readonly isTlsFirst: boolean
  /** Nothing is sent before the connection is in TLS. */
  readonly mustTls: boolean
  readonly login: { readonly user: string; readonly pass: string } | undefined
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Reads smtps://user:password@host:port, or smtp://… for STARTTLS, which a server has to offer unless it is on this machine or
 * the address ends with ?plain=yes. Undefined for anything else.
 */
export function parseSmtpUrl(text: string): MailServer | undefined {
  if (!/^smtps?:\/\/[^/]/.test(text) || !URL.canParse(text)) return undefined
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  const isPlainFine = search === "?plain=yes"
  if (hostname === "" || (pathname !== "" && pathname !== "/") || hash !== "") return undefined
  if ((search !== "" && !isPlainFine) || port === "0" || (username === "") !== (password === ""))
    return undefined
  const isTlsFirst = protocol === "smtps:"
  const login = decoded(username, password)
  if (login === undefined && username !== "") return undefined
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isTlsFirst ? 465 : 587) : Number(port),
    isTlsFirst,
    mustTls: !isTlsFirst && !isPlainFine && !loopback.test(hostname),
    login,
  }
}

function decoded(user: string, password: string): MailServer["login"] {
  if (user === "") return undefined
  try {
    return { user: decodeURIComponent(user), pass: decodeURIComponent(password) }
  } catch {
    return undefined
  }
}
