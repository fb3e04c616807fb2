import { execFile } from "node:child_process"
import { promisify } from "node:util"

// A cruiser that can't read the sources finds nothing wrong with them: fewer modules than this mean that it didn't look.
const leastModules = 100

type Report = {
  readonly summary: { readonly totalCruised: number; readonly violations: readonly Violation[] }
}
type Violation = { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }

const folders = ["client", "conf", "db", "interface", "orm", "server"]
const arguments_ = ["--config", ".dependency-cruiser.json", "--output-type", "json", ...folders]
const { stdout } = await promisify(execFile)("depcruise", arguments_, { maxBuffer: 64 * 1024 * 1024 }).catch(
  // It exits with the number of violations, and tells them all the same.
  (error: unknown) => {
    if (
      error instanceof Error &&
      "stdout" in error &&
      typeof error.stdout === "string" &&
      error.stdout !== ""
    ) {
      return { stdout: error.stdout }
    }
    throw error
  },
)
const { summary }: Report = JSON.parse(stdout)
for (const { from, to, rule } of summary.violations) process.stderr.write(`${rule.name}: ${from} -> ${to}\n`)
if (summary.totalCruised < leastModules) {
  process.stderr.write(
    `only ${summary.totalCruised} modules were read, at least ${leastModules} were expected\n`,
  )
}
process.stdout.write(
  `${summary.totalCruised} modules, ${summary.violations.length} imports in a wrong direction\n`,
)
process.exitCode = summary.violations.length > 0 || summary.totalCruised < leastModules ? 1 : 0
