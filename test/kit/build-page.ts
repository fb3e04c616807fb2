import { execFileSync } from "node:child_process"
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))
const built = `${root}client/web/dist/index.html`
/** What the page is made of. */
const sources = ["client", "interface"]

/** Builds the page where what it is made of is newer than it is: no test looks at an old one. */
export function buildPage(): void {
  const builtMs = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (sources.every((folder) => newestMs(join(root, folder)) < builtMs)) return
  execFileSync(process.execPath, [`${root}client/web/build.js`], { stdio: "inherit" })
}

function newestMs(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("dist"))
    .map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? newestMs(path) : (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    })
  return Math.max(0, ...times)
}
