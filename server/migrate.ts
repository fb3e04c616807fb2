import { SettingError } from "../conf/load.ts"
import { migrations } from "../db/migrations/all.ts"
import { say } from "../interface/text/locale.ts"
import { serverTexts } from "../interface/text/server.ts"
import { migrate } from "../orm/migrate.ts"
import { settingsFromCommandLine, wrongUsage } from "./command-line.ts"
import { openDatabaseOf } from "./start.ts"

const settings = settingsFromCommandLine(
  "migrate",
  "Brings the database's schema up to date.",
  process.argv.slice(2),
)
if (typeof settings === "number") process.exit(settings)

try {
  const database = await openDatabaseOf(settings)
  const applied = await migrate(database, migrations).finally(() => database.close())
  const text = applied.length > 0 ? serverTexts.applied : serverTexts.upToDate
  process.stdout.write(`${say(text, settings.lang, { migrations: applied.join(", ") })}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = error instanceof SettingError ? wrongUsage : 1
}
