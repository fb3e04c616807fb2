import { fileURLToPath } from "node:url"
import vue from "@vitejs/plugin-vue"
import { defineConfig } from "vite"
import { browserModules } from "./browser-modules.ts"
import { precompress } from "./precompress.ts"

const folder = fileURLToPath(new URL(".", import.meta.url))
const gateway = process.env.REELWIRE_GATEWAY ?? "http://127.0.0.1:8088"
const proxied = ["/api", "/session", "/films", "/posters", "/upload", "/healthz"]
const shell =
  /client\/web\/(app\.vue|router\.ts|(components|format|routes|state)\/|wire\/(?!md5|session))|node_modules\/(vue|vue-router|@vue)\//

/** How the page is built: nothing is written into the HTML, so that a strict content security policy holds. */
// biome-ignore lint/style/noDefaultExport: Vite looks for it
export default defineConfig({
  root: folder,
  plugins: [vue(), browserModules(), precompress()],
  define: { __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
  build: {
    target: "es2023",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    emptyOutDir: true,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        codeSplitting: {
          // What every page is put together from comes in one piece, instead of a dozen small ones with each page.
          groups: [{ name: "shell", test: shell }],
        },
      },
    },
  },
  worker: { format: "es" },
  server: {
    proxy: {
      ...Object.fromEntries(proxied.map((path) => [path, gateway])),
      "/ws": { target: gateway, ws: true },
    },
  },
})
