import { registerHooks } from "node:module"

/** Loaded before a program (`--import`): koffi, an optional dependency, is as good as not installed. */
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    if (specifier === "koffi") throw new Error("Cannot find package 'koffi'")
    return nextResolve(specifier, context)
  },
})
