import assert from "node:assert/strict"
import { getEventListeners } from "node:events"
import { test } from "node:test"
import type { Peer } from "../../../interface/context.ts"
import { Subscribers } from "../../../server/pushes/subscribers.ts"

const session = {
  token: "t",
  userId: 1,
  userName: "n",
  userType: "user",
  role: null,
  deviceId: null,
} as const

function connection(gone: AbortSignal): Peer {
  return {
    connectionId: 1,
    address: "127.0.0.1",
    failedLogins: 0,
    isOneRequest: false,
    isLoggedIn: true,
    gone,
    push: () => true,
  }
}

test("a connection that subscribes and goes again and again is looked after once", () => {
  const ending = new AbortController()
  const subscribers = new Subscribers()
  const peer = connection(ending.signal)
  for (let round = 0; round < 100; round++) {
    subscribers.add({ peer, session })
    subscribers.add({ peer, session })
    assert.equal(getEventListeners(ending.signal, "abort").length, 1)
    subscribers.remove(1)
  }
  assert.equal(getEventListeners(ending.signal, "abort").length, 0)
  subscribers.add({ peer, session })
  ending.abort()
  assert.equal(subscribers.size, 0)
  assert.deepEqual([...subscribers.of(1)], [])
})
