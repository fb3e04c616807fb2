import { core } from "./0001-core.ts"
import { pieces } from "./0002-pieces.ts"

/** Every migration, in the order in which they are applied. */
export const migrations = [core, pieces]
