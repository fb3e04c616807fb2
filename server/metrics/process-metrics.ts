import { collectDefaultMetrics, Registry } from "prom-client"

let registry: Registry | undefined

/** What there is to say of the process, its event loop among it: begun with the first call, and the same for all of its servers. */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
