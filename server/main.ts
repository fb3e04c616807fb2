import { resolve } from "node:path"
import { say } from "../interface/text/locale.ts"
import { serverTexts } from "../interface/text/server.ts"
import { settingsFromCommandLine } from "./command-line.ts"
import { openLog } from "./log.ts"
import { type RunningServer, startServer } from "./start.ts"

const settings = settingsFromCommandLine("server", "Runs the Reelwire server.", process.argv.slice(2))
if (typeof settings === "number") process.exit(settings)
const log = await openLog(settings)

function showStart({ app, host, port }: RunningServer): void {
  const { lang, tlsCert, uploadsDir } = app.settings
  const address = `${host}:${port}${tlsCert === "" ? "" : " (TLS)"}`
  const shown = { address, database: app.database.describe(), folder: resolve(uploadsDir) }
  const { listening, database, store, firstSteps } = serverTexts
  if (process.stdout.isTTY || app.settings.logFormat !== "json") {
    const lines = [listening, database, store, firstSteps].map((text) => say(text, lang, shown))
    process.stdout.write(`${lines.join("\n")}\n`)
  } else log.info(shown, "listening")
}

const server = await startServer(settings, log).catch((error: unknown) => {
  log.debug({ err: error }, "the server could not start")
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
showStart(server)

let isStopping = false
const stop = async (): Promise<void> => {
  // A second signal means "now".
  if (isStopping) process.exit(1)
  isStopping = true
  log.info(say(serverTexts.stopping, "en", { seconds: settings.drainS }))
  await server.stop()
  log.flush()
  process.exit(0)
}
process.on("SIGINT", () => void stop())
process.on("SIGTERM", () => void stop())
// Whatever no handler caught: the one request is lost, the others go on.
process.on("unhandledRejection", (error) => log.error({ err: error }, "an unhandled rejection"))
process.on("uncaughtException", (error) => log.error({ err: error }, "an uncaught exception"))
