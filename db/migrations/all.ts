import { core } from "./0001-core.ts"

/** Every migration, in the order in which they are applied. */
export const migrations = [core]
