import { cpus, totalmem } from "node:os"
import { canPin } from "./cores.ts"

/** What the figures were taken on; nothing that tells one machine of its kind from another. */
export function describeMachine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  const pinned = canPin
    ? "what is measured held on one core by taskset, the load generator and the database on the other"
    : "nothing held on a core of its own, since taskset or a second core is missing"
  return `${cpus().length} cores of ${first?.model.trim() ?? "an unknown kind"}, ${memory} GiB of memory, Node ${process.versions.node} on ${process.platform} ${process.arch}; ${pinned}.`
}
