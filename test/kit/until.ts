import { setTimeout as delay } from "node:timers/promises"

const patienceMs = 20_000
const pollMs = 5

/** Answers once a condition holds that no event tells of; rejects, naming it, when it takes far too long. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + patienceMs
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited ${patienceMs} ms for this: ${what}`)
    await delay(pollMs)
  }
}
