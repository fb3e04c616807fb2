/** What a Metalink tells of a film. */
export type LinkedFile = {
  readonly name: string
  readonly size: number
  readonly sha256: string | null
  readonly url: string
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
}

/** A Metalink 4 (RFC 5854) of one file, from which a download manager fetches it in parts and checks what it got. */
export function metalink({ name, size, sha256, url }: LinkedFile): string {
  const hash = sha256 === null ? [] : [`    <hash type="sha-256">${escapeXml(sha256)}</hash>`]
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metalink xmlns="urn:ietf:params:xml:ns:metalink">',
    `  <file name="${escapeXml(name)}">`,
    `    <size>${size}</size>`,
    ...hash,
    `    <url>${escapeXml(url)}</url>`,
    "  </file>",
    "</metalink>",
  ]
  return `${lines.join("\n")}\n`
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? "")
}
