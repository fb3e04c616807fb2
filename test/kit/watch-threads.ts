import { mock } from "node:test"
import { Worker } from "node:worker_threads"

/** Tells which threads were sent a message, from now until it is disposed. */
export function watchThreads(): Disposable & { readonly told: ReadonlySet<Worker> } {
  const told = new Set<Worker>()
  const real = Worker.prototype.postMessage
  const { mock: mocked } = mock.method(
    Worker.prototype,
    "postMessage",
    function (this: Worker, message: unknown) {
      told.add(this)
      real.call(this, message)
    },
  )
  return { told, [Symbol.dispose]: () => mocked.restore() }
}
