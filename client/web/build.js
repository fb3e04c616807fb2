// Builds the page into dist: what npm's `prepare` runs. Plain JavaScript, since an older Node has to be able to read it; where
// only what the server needs is installed there is nothing to build with, and the page has to come ready-made.
import { rename, rm } from "node:fs/promises"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL(".", import.meta.url))
const dist = `${folder}dist`
const [fresh, old] = [`${dist}.new-${process.pid}`, `${dist}.old-${process.pid}`]

const vite = await import("vite").catch((error) => {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error
  process.stderr.write("The page isn't built: vite is not installed.\n")
})
if (vite !== undefined) {
  const configFile = `${folder}vite.config.ts`
  try {
    await vite.build({ configFile, logLevel: "warn", build: { outDir: fresh } })
    // A server that serves the page meanwhile sees the old one or the new one.
    await rename(dist, old).catch((error) => {
      if (error.code !== "ENOENT") throw error
    })
    await rename(fresh, dist)
  } finally {
    await Promise.all([
      rm(fresh, { recursive: true, force: true }),
      rm(old, { recursive: true, force: true }),
    ])
  }
}
