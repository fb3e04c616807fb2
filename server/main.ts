import { resolve } from "node:path"
import { SettingError } from "../conf/load.ts"
import { say } from "../interface/text/locale.ts"
import { serverTexts } from "../interface/text/server.ts"
import { settingsFromCommandLine, wrongUsage } from "./command-line.ts"
import { openLog } from "./log.ts"
import { hostInUrl, pageAddress } from "./page-address.ts"
import { type RunningServer, startServer } from "./start.ts"

const settings = settingsFromCommandLine("server", "Runs the Reelwire server.", process.argv.slice(2))
if (typeof settings === "number") process.exit(settings)
const log = await openLog(settings)

function showStart({ app, host, port, httpPort }: RunningServer): void {
  const { lang, tlsCert, uploadsDir } = app.settings
  const address = `${hostInUrl(host)}:${port}${tlsCert === "" ? "" : " (TLS)"}`
  const page =
    httpPort === undefined ? undefined : pageAddress({ host, port: httpPort, isTls: tlsCert !== "" })
  const shown = { address, page, database: app.database.describe(), folder: resolve(uploadsDir) }
  const { listening, database, store, firstPage, orPrograms, firstSteps } = serverTexts
  const lines =
    page === undefined
      ? [listening, database, store, firstSteps]
      : [listening, serverTexts.page, database, store, firstPage, orPrograms]
  if (process.stdout.isTTY || app.settings.logFormat !== "json") {
    process.stdout.write(`${lines.map((text) => say(text, lang, shown)).join("\n")}\n`)
  } else log.info(shown, "listening")
}

const server = await startServer(settings, log).catch((error: unknown) => {
  log.debug({ err: error }, "the server could not start")
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof SettingError ? wrongUsage : 1)
})
showStart(server)

/** A launcher repeats the terminal's Ctrl-C within this time; a person's second one comes later, and means "now". */
const repeatMs = 500
/** What stopping may take beyond the drain time, for the database and the store. */
const closingMs = 10_000

let stoppingMs: number | undefined
const stop = async (): Promise<void> => {
  if (stoppingMs !== undefined) {
    if (performance.now() - stoppingMs > repeatMs) process.exit(1)
    return
  }
  stoppingMs = performance.now()
  setTimeout(() => process.exit(1), settings.drainS * 1000 + closingMs).unref()
  log.info(say(serverTexts.stopping, "en", { seconds: settings.drainS }))
  const exitCode = await server.stop().then(
    () => 0,
    (error: unknown) => {
      log.error({ err: error }, "the server could not stop in good order")
      return 1
    },
  )
  log.flush(() => process.exit(exitCode))
}
process.on("SIGINT", () => void stop())
process.on("SIGTERM", () => void stop())
// Whatever no handler caught: the one request is lost, the others go on.
process.on("unhandledRejection", (error) => log.error({ err: error }, "an unhandled rejection"))
process.on("uncaughtException", (error) => log.error({ err: error }, "an uncaught exception"))
