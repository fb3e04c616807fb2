import { readSync } from "node:fs"
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads"
import { loadIntakeCalls } from "./intake-calls.ts"
import { IntakeJob } from "./intake-job.ts"
import type { IntakeOrder, IntakeReport, IntakeStart } from "./intake-messages.ts"

// The thread's whole program: as long as there are jobs it waits for their sockets by itself, one turn of this loop after
// the other, and none of them for a peer that is slow.

/** What passes between a socket and a file fits a core's own cache. */
const bufferBytes = 512 * 1024
/** How often the jobs' times are looked at. */
const tickMs = 100
const pollEntryBytes = 8
const readable = 1

const port = parentPort
const calls = await loadIntakeCalls()
if (port === null || calls === undefined) throw new Error("only for a thread on Linux")
const { bell }: IntakeStart = workerData
const buffer = Buffer.allocUnsafeSlow(bufferBytes)
const jobs = new Map<number, IntakeJob>()

function obey(order: IntakeOrder): void {
  if ("cancel" in order) {
    jobs.get(order.cancel)?.end("cancelled")
    jobs.delete(order.cancel)
    return
  }
  const { wish } = order
  const job = new IntakeJob(wish, system, (report: IntakeReport) => out.postMessage(report))
  if (job.begin(buffer)) jobs.set(wish.id, job)
}

function turn(): void {
  const list = Buffer.alloc((jobs.size + 1) * pollEntryBytes)
  const polled = [...jobs.values()]
  for (const [at, fd] of [bell, ...polled.map(({ wish }) => wish.socket)].entries()) {
    list.writeInt32LE(fd, at * pollEntryBytes)
    list.writeInt16LE(readable, at * pollEntryBytes + 4)
  }
  system.poll(list, polled.length + 1, tickMs)
  for (const [at, job] of polled.entries()) {
    const isReady = list.readInt16LE((at + 1) * pollEntryBytes + 6) !== 0
    if (!(isReady ? job.step(buffer) : job.checkIdle())) jobs.delete(job.wish.id)
  }
  if (list.readInt16LE(6) !== 0) readSync(bell, Buffer.alloc(8))
}

function takeOrders(): void {
  for (let next = receiveMessageOnPort(out); next !== undefined; next = receiveMessageOnPort(out))
    obey(next.message)
}

const [out, system] = [port, calls]
port.on("message", (order: IntakeOrder) => {
  obey(order)
  while (jobs.size > 0) {
    turn()
    takeOrders()
  }
})
