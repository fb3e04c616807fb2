import { mkdir, readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { type DestinationStream, destination, type Logger, pino } from "pino"
import type { Settings } from "../conf/settings.ts"

const keptDays = 30
const dayMs = 86_400_000
/** Lines that wait for a disk that takes none are dropped past this. */
const mostWaitingBytes = 16 * 1024 * 1024
const fileName = "reelwire"

/** The server's log: one line a request and whatever went wrong, to standard output or to a file a day. */
export async function openLog(settings: Settings): Promise<Logger> {
  const stream = settings.logDir === "" ? await terminalStream(settings) : await fileStream(settings.logDir)
  return pino({ level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream)
}

async function terminalStream({ logFormat }: Settings): Promise<DestinationStream> {
  const isPretty = logFormat === "pretty" || (logFormat === "auto" && process.stdout.isTTY)
  if (!isPretty) return destination({ fd: 1, sync: false, minLength: 4096, periodicFlush: 250 })
  const { default: pretty } = await import("pino-pretty")
  return pretty({
    colorize: process.stdout.hasColors?.() ?? false,
    translateTime: "SYS:HH:MM:ss.l",
    singleLine: true,
    sync: true,
  })
}

async function fileStream(logDir: string): Promise<DestinationStream> {
  await mkdir(logDir, { recursive: true })
  await removeOldLogs(logDir)
  setInterval(() => void removeOldLogs(logDir).catch(() => undefined), dayMs).unref()
  const { default: roll } = await import("pino-roll")
  const stream = await roll({
    file: join(logDir, fileName),
    frequency: "daily",
    dateFormat: "yyyy-MM-dd",
    extension: ".log",
    mkdir: true,
    maxLength: mostWaitingBytes,
  })
  // A line that can't be written must not become a line about that: on a full disk it would never end.
  stream.on("error", () => undefined)
  return stream
}

/** Removes log files of more than 30 days ago: the rolling itself counts files only while it rolls. */
export async function removeOldLogs(logDir: string, now: number = Date.now()): Promise<void> {
  for (const entry of await readdir(logDir)) {
    if (!entry.startsWith(`${fileName}.`) || !entry.endsWith(".log")) continue
    const path = join(logDir, entry)
    const { mtimeMs } = await stat(path)
    if (now - mtimeMs > keptDays * dayMs) await rm(path, { force: true })
  }
}
