import { onUnmounted, type ShallowRef, watch } from "vue"
import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"
import { call } from "../../wire/call.ts"
import type { WholeFilm } from "./film.ts"

/** A film that is further along than this is seen: it begins anew. */
const seenShare = 0.97
const leastMs = 5000
const everyMs = 10_000

/** Where a film was left, and keeping where it is now: now and then, when it stops, and when the page goes away. */
export function usePosition(
  film: Pick<WholeFilm, "id" | "position_ms" | "duration_ms">,
  video: Readonly<ShallowRef<HTMLVideoElement | null>>,
): { readonly startMs: number; note(): void } {
  const startMs = placeToBegin(leftHere(film.id) ?? film.position_ms, film.duration_ms)
  let notedMs = film.position_ms ?? 0
  let noting: ReturnType<typeof setInterval> | undefined

  const presentMs = (): number | undefined => {
    const { value } = video
    // Before it begins, it stands at 0, which says nothing.
    if (value === null || value.readyState < HTMLMediaElement.HAVE_METADATA || value.played.length === 0)
      return undefined
    return Math.round(value.currentTime * 1000)
  }
  /** Where it is, if the server doesn't know that yet. */
  const changed = (): number | undefined => {
    const ms = presentMs()
    if (ms !== undefined) leaveHere(film.id, ms)
    if (ms === undefined || Math.abs(ms - notedMs) < 500) return undefined
    notedMs = ms
    return ms
  }
  const note = (): void => {
    const position_ms = changed()
    if (position_ms === undefined) return
    // The next one comes soon.
    call("note_position", { movie_id: film.id, position_ms }).catch(() => undefined)
  }
  /** A page that goes away doesn't wait for sockets. */
  const noteLast = (): void => {
    const position_ms = changed()
    if (position_ms === undefined) return
    const body = JSON.stringify({ movie_id: film.id, position_ms })
    const headers = { "content-type": "application/json" }
    fetch("/api/v1/note_position", { method: "POST", keepalive: true, headers, body }).catch(() => undefined)
  }
  const noteHidden = (): void => {
    if (document.visibilityState === "hidden") noteLast()
  }

  watch(video, (present) => {
    clearInterval(noting)
    if (present !== null) noting = setInterval(note, everyMs)
  })
  window.addEventListener("pagehide", noteLast)
  document.addEventListener("visibilitychange", noteHidden)
  onUnmounted(() => {
    clearInterval(noting)
    window.removeEventListener("pagehide", noteLast)
    document.removeEventListener("visibilitychange", noteHidden)
  })
  return { startMs, note }
}

function placeToBegin(ms: number | null, durationMs: number | null): number {
  if (ms === null || ms < leastMs) return 0
  return durationMs !== null && ms > durationMs * seenShare ? 0 : ms
}

const nameOf = (movieId: number): string => `left.${movieId}`
const freshMs = 60_000

/** The film may be shown again before the server has heard where one was: for a moment this tab knows it too. */
function leaveHere(movieId: number, ms: number): void {
  keepInTab(nameOf(movieId), `${ms} ${Date.now()}`)
}

function leftHere(movieId: number): number | undefined {
  const [ms, at] = (keptInTab(nameOf(movieId)) ?? "").split(" ").map(Number)
  return ms !== undefined && at !== undefined && Date.now() - at < freshMs ? ms : undefined
}
