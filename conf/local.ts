import type { Settings } from "./settings.ts"

/** The profile for one's own machine, taken when REELWIRE_ENV is unset: new members get 100 yuan to play with. */
export const local: Partial<Settings> = {
  welcomeFen: 10_000,
}
