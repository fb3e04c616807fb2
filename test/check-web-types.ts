import { createRequire } from "node:module"
import { run } from "vue-tsc"

// Vue's templates are checked by a TypeScript that can be called from JavaScript, which the native one can't.
process.argv.push("--noEmit", "--project", "client/web")
run(createRequire(import.meta.url).resolve("typescript-classic/lib/tsc"))
