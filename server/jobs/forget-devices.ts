import { Device } from "../../db/device.ts"
import { useCutoff } from "../../interface/devices/use-cutoff.ts"
import { lte } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000

/** Forgets the devices that were not used for longer than the settings let them stay logged in. */
export function forgetDevices({ settings, log }: Pick<App, "settings" | "log">): Job {
  return {
    name: "devices",
    everyMs: hourMs,
    run: async () => {
      const devices = await Device.delete({ use_time: lte(await useCutoff(settings)) })
      if (devices > 0) log.info({ devices }, "devices that nobody used have been forgotten")
    },
  }
}
