import { access, constants } from "node:fs/promises"
import { join } from "node:path"

const usual = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]

/** Where a program is; undefined where it isn't installed. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of [...usual, ...(process.env.PATH ?? "").split(":")]) {
    if (!folder.startsWith("/")) continue
    const path = join(folder, name)
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return path
  }
  return undefined
}
