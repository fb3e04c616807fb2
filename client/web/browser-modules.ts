import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { Plugin } from "vite"

const root = fileURLToPath(new URL("../..", import.meta.url))
/** What the page may be made of: itself, what the programs share with it, and sentences; Node's own modules fail for themselves. */
const allowed =
  /^(client\/|interface\/(text|wire|pieces)\/|node_modules\/(vue|vue-router|@vue|hash-wasm|uplot)\/|virtual:)/

/** Fails the build where something of the server, or of Node, would get into the page; templates are seen here too. */
export function browserModules(): Plugin {
  return {
    name: "browser-modules",
    apply: "build",
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue
        for (const id of chunk.moduleIds) {
          const path = id.startsWith("/") ? relative(root, id) : id
          const isOurTools = id.startsWith("\0") && !id.includes("browser-external")
          if (!allowed.test(path) && !isOurTools) this.error(`${path} has no place in the page`)
        }
      }
    },
  }
}
