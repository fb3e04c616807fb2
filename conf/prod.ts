import type { Settings } from "./settings.ts"

/** The profile for a server that people rely on: logs for machines and without codes, and time for films to finish when it stops. */
export const prod: Partial<Settings> = {
  logFormat: "json",
  drainS: 60,
  codesToLog: false,
}
