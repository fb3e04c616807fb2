import { touchPartFolders } from "../store/part-folder.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000

/** Shows servers on other machines that this one lives, however long no film comes. */
export function keepPartFolders(): Job {
  return { name: "part folders", everyMs: hourMs, run: touchPartFolders }
}
