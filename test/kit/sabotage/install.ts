import { registerHooks } from "node:module"
import { sabotages } from "./sabotages.ts"

/** Loaded before a program (`--import install.ts?NAME`): replaces the modules that a sabotage names while the program loads. */
const name = new URL(import.meta.url).search.slice(1)
const replaced = sabotages[name]
if (replaced === undefined) throw new Error(`there is no sabotage ${name}`)

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const found = nextResolve(specifier, context)
    // A replacement still gets at what it replaces.
    if (context.parentURL?.includes("/test/kit/sabotage/")) return found
    const target = Object.keys(replaced).find((path) => found.url.endsWith(`/${path}`))
    const replacement = target === undefined ? undefined : replaced[target]
    if (replacement === undefined) return found
    return { ...found, url: new URL(replacement, import.meta.url).href }
  },
})
