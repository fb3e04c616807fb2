import { resolve } from "node:path"
import { leaveMeasuredCore } from "./kit/cores.ts"
import { describeMachine } from "./kit/machine.ts"
import { renderPart } from "./kit/render.ts"
import type { Part } from "./kit/result.ts"
import { updateDocs, writeJson, writePart } from "./kit/write-results.ts"
import { type Options, readOptions } from "./options.ts"
import { parts, profiles } from "./parts.ts"

async function measure(options: Options): Promise<void> {
  const measured: Part[] = []
  for (const name of options.names) {
    const profile = await profiles.get(name)?.()
    if (profile !== undefined) process.stdout.write(`${await profile(10 * options.roundMs, options.only)}\n`)
    const part = await (await parts.get(name)?.())?.(options, options.only)
    if (part === undefined) continue
    measured.push(part)
    process.stdout.write(`${renderPart(part)}\n`)
    await writePart(part)
    if (options.updatesDocs) await updateDocs(name, renderPart(part))
  }
  if (options.updatesDocs) await updateDocs("machine", `${describeMachine()}\n`)
  // npm starts this program in a folder of its own choice.
  if (options.json !== "") await writeJson(resolve(process.env.INIT_CWD ?? "", options.json), measured)
}

const options = readOptions(process.argv.slice(2))
if (options === undefined) process.exitCode = 2
else {
  leaveMeasuredCore()
  await measure(options)
}
