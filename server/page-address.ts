/** A host as it stands before a port: addresses of IPv6 in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host
}

/** What somebody at this machine types into a browser; a server that listens everywhere is here, too. */
export function pageAddress({ host, port, isTls }: PageAt): string {
  const isEverywhere = host === "0.0.0.0" || host === "::"
  return `${isTls ? "https" : "http"}://${isEverywhere ? "localhost" : hostInUrl(host)}:${port}/`
}

type PageAt = { readonly host: string; readonly port: number; readonly isTls: boolean }
