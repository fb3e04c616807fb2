import type { App } from "../app.ts"

const underWay = new WeakMap<App, Set<Promise<unknown>>>()

/** Remembers that something uses the database and the store until it is done, even if its connection is gone before. */
export function track<Work extends Promise<unknown>>(app: App, work: Work): Work {
  const works = underWay.get(app) ?? new Set()
  underWay.set(app, works)
  works.add(work)
  const done = (): void => void works.delete(work)
  work.then(done, done)
  return work
}

/** Answers once nothing that was tracked is under way any more. */
export async function allDone(app: App): Promise<void> {
  await Promise.allSettled(underWay.get(app) ?? [])
}
