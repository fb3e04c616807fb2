declare module "pino-roll" {
  import type { EventEmitter } from "node:events"
  import type { DestinationStream } from "pino"

  /** Opens a file that is followed by a new one at each turn of the frequency. */
  function roll(options: {
    readonly file: string
    readonly frequency: "daily"
    readonly dateFormat: string
    readonly extension: string
    readonly mkdir: boolean
    /** Bytes that wait to be written at most; what comes then is dropped. */
    readonly maxLength: number
  }): Promise<DestinationStream & EventEmitter>

  // biome-ignore lint/style/noDefaultExport: that is how the package exports it.
  export default roll
}
