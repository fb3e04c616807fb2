import { readonly, ref, watch } from "vue"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import { ConnectionLost } from "./connection-lost.ts"
import { sendJson } from "./post.ts"
import { Socket } from "./socket.ts"

const firstWaitMs = 400
const longestWaitMs = 8000
/** Where all works but the socket nobody is in a hurry. */
const longestCalmWaitMs = 60_000
/** A socket that is closed sooner than this after its opening is one that somebody on the way doesn't bear. */
const steadyMs = 10_000
/** A sign of life is due so often: networks vanish without a word, and what stands between forgets silent connections. */
const pingMs = 25_000
const pongMs = 10_000

const lost = ref(false)
let socket: Socket | undefined
let isWanted = false
let waitMs = firstWaitMs
let wasShort = false
let healing: Promise<void> | undefined
/** Ends the present wait between two tries. */
let hurry: (() => void) | undefined
const pushListeners = new Set<(push: JsonObject) => void>()
const openListeners = new Set<() => void>()

/** Whether the server can't be reached at present: neither by the socket nor by a request of its own. */
export const isLost = readonly(lost)

/** The socket, where it is open. */
export function openSocket(): Socket | undefined {
  return socket
}

/** Keeps a socket open from now on, made anew where there is one: who is logged in is settled when it is opened. */
export function wantSocket(): void {
  isWanted = true
  // That this one is closed says nothing of the server.
  closeSocket()
  void heal()
}

/** Wants no socket any more. */
export function dropSocket(): void {
  isWanted = false
  closeSocket()
}

function closeSocket(): void {
  const closing = socket
  socket = undefined
  closing?.close()
}

/** Tells of each push until the function that it answers is called. */
export function listenToPushes(listener: (push: JsonObject) => void): () => void {
  pushListeners.add(listener)
  return () => pushListeners.delete(listener)
}

/** Tells each time when the socket was opened, the first time too. */
export function onSocketOpen(listener: () => void): () => void {
  openListeners.add(listener)
  return () => openListeners.delete(listener)
}

/**
 * Settles when the server can be reached again, at once where nothing is known to be wrong: by requests of their own too, where
 * sockets don't get through. Throws the signal's reason.
 */
export async function healed(signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  if (!lost.value) return
  void heal()
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      stop()
      signal?.removeEventListener("abort", end)
      if (signal?.aborted) reject(signal.reason)
      else resolve()
    }
    const stop = watch(lost, end, { flush: "sync" })
    signal?.addEventListener("abort", end)
  })
}

/** Sends a request of its own, as sendJson does; where nobody answers, that is shown until somebody does. */
export async function request(...what: Parameters<typeof sendJson>): Promise<JsonObject> {
  return await sendJson(...what).catch((error: unknown) => {
    if (error instanceof ConnectionLost) {
      lost.value = true
      void heal()
      checkLife()
    }
    throw error
  })
}

function isWell(): boolean {
  return !lost.value && (!isWanted || socket !== undefined)
}

function heal(): Promise<void> {
  healing ??= keepTrying().finally(() => {
    healing = undefined
  })
  return healing
}

async function keepTrying(): Promise<void> {
  if (wasShort) await pause()
  wasShort = false
  while (!isWell()) {
    // One socket is enough: two would tell of each push twice.
    if (isWanted && socket === undefined && (await connects())) {
      lost.value = false
      return
    }
    // Where WebSockets don't get through, requests of their own still may.
    lost.value = !(await answers())
    if (!isWell()) await pause()
  }
}

async function connects(): Promise<boolean> {
  let opened: Socket | undefined
  const openedMs = performance.now()
  try {
    opened = await Socket.open("/ws", {
      onPush: (push) => {
        for (const listener of pushListeners) listener(push)
      },
      onClose: () => {
        if (socket !== opened) return
        socket = undefined
        wasShort = performance.now() - openedMs < steadyMs
        if (!wasShort) waitMs = firstWaitMs
        if (isWanted) void heal()
      },
    })
  } catch {
    return false
  }
  if (!isWanted) {
    opened.close()
    return false
  }
  socket = opened
  for (const listener of openListeners) listener()
  return true
}

async function answers(): Promise<boolean> {
  return await sendJson("POST", "/api/v1/ping", {}, { quietMs: pongMs }).then(
    () => true,
    () => false,
  )
}

/** Waits longer each time, and not in step with everybody else who lost the same server. */
async function pause(): Promise<void> {
  const ms = waitMs * (0.5 + Math.random() / 2)
  waitMs = Math.min(waitMs * 2, lost.value ? longestWaitMs : longestCalmWaitMs)
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    hurry = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}

function tryNow(): void {
  waitMs = firstWaitMs
  hurry?.()
  if (!isWell()) void heal()
}

/** Looks whether the socket still lives; where it doesn't, that ends it. */
function checkLife(): void {
  if (document.visibilityState === "hidden") return
  socket?.request({ type: "ping" }, { quietMs: pongMs }).catch(() => undefined)
}

window.addEventListener("online", tryNow)
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") return
  // A page that was away doesn't wait for the next try.
  tryNow()
  checkLife()
})
setInterval(checkLife, pingMs)
