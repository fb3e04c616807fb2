import { randomBytes } from "node:crypto"
import { link, mkdir, open, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Settings } from "../../../conf/settings.ts"

const secretBytes = 32

/**
 * What links to films are signed with: the secret of the settings, else one of this server's own, made at its first use and
 * kept in the data folder, where nobody else reads it. Several servers that begin at once agree on one.
 */
export async function linkKey({
  filmLinkSecret,
  dataDir,
}: Pick<Settings, "filmLinkSecret" | "dataDir">): Promise<string> {
  if (filmLinkSecret !== "") return filmLinkSecret
  const path = join(dataDir, "film-link-secret")
  return (await kept(path)) ?? (await make(path, dataDir))
}

async function make(path: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const own = `${path}.${randomBytes(8).toString("hex")}`
  const file = await open(own, "wx", 0o600)
  try {
    await file.writeFile(randomBytes(secretBytes).toString("base64url"))
    await file.sync()
    // Whole from the first moment, and never in the place of another's.
    await link(own, path).catch(ignoreExisting)
  } finally {
    await file.close()
    await rm(own, { force: true })
  }
  const secret = await kept(path)
  if (secret === undefined) throw new Error(`${path} has no secret`)
  return secret
}

async function kept(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return undefined
    throw error
  })
  if (text !== undefined && text.length < secretBytes) throw new Error(`${path} has no secret`)
  return text
}

function ignoreExisting(error: unknown): void {
  if (!hasCode(error, "EEXIST")) throw error
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code
}
