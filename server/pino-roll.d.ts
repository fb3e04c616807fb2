declare module "pino-roll" {
  import type { DestinationStream } from "pino"

  /** Opens a file that is followed by a new one at each turn of the frequency. */
  function roll(options: {
    readonly file: string
    readonly frequency: "daily"
    readonly dateFormat: string
    readonly extension: string
    readonly mkdir: boolean
  }): Promise<DestinationStream>

  // biome-ignore lint/style/noDefaultExport: that is how the package exports it.
  export default roll
}
