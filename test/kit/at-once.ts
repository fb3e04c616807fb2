/**
 * Does something with each item, as many at once as there are workers: each has one of them for its own meanwhile. Where one
 * fails the others are waited for: what they work with would be taken away under them.
 */
export async function atOnce<Item, Worker>(
  items: readonly Item[],
  workers: readonly Worker[],
  work: (item: Item, worker: Worker) => Promise<void>,
): Promise<void> {
  const left = [...items]
  const serve = async (worker: Worker): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item, worker)
  }
  const done = workers.map((worker) =>
    serve(worker).catch((error: unknown) => {
      left.length = 0
      throw error
    }),
  )
  await Promise.allSettled(done)
  await Promise.all(done)
}
