import { core } from "./0001-core.ts"
import { pieces } from "./0002-pieces.ts"
import { members } from "./0003-members.ts"
import { money } from "./0004-money.ts"
import { web } from "./0005-web.ts"

/** Every migration, in the order in which they are applied. */
export const migrations = [core, pieces, members, money, web]
