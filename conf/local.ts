import type { Settings } from "./settings.ts"

/** The profile for one's own machine, taken when REELWIRE_ENV is unset: the defaults as they stand. */
export const local: Partial<Settings> = {}
