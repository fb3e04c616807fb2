const actions = new Set<() => void>()

/** Has something done when this process ends, however it does; answers what takes that back. It can't wait for anything. */
export function atExit(action: () => void): () => void {
  if (actions.size === 0) watch()
  actions.add(action)
  return () => actions.delete(action)
}

let isWatching = false

function watch(): void {
  if (isWatching) return
  isWatching = true
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1))
  process.once("exit", () => {
    for (const action of actions) action()
  })
}
