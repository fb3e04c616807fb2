import { type Ref, ref, shallowReactive, watch } from "vue"
import { me } from "../../state/me.ts"
import { FilmLink } from "./film-link.ts"
import { keepDownloads, keptDownloads } from "./kept-downloads.ts"

/** A download from its button being pressed until the browser has it. */
export type FilmDownload = {
  readonly id: number
  readonly name: string
  readonly link: FilmLink
  /** The browser has it now, and shows how far it is. */
  readonly isStarted: Ref<boolean>
}

/** Downloads by their films' ids; they go on while one looks at other pages. */
export const filmDownloads = shallowReactive(new Map<number, FilmDownload>())

/** Downloads a film: waits in the line where there is one, and gives it to the browser then. */
export function beginDownload({ id, name }: { readonly id: number; readonly name: string }): void {
  filmDownloads.get(id)?.link.done()
  const link = new FilmLink(id, "download")
  const isStarted = ref(false)
  filmDownloads.set(id, { id, name, link, isStarted })
  const unwatch = watch(link.state, (state) => {
    if (state.is !== "there") return
    unwatch()
    giveToBrowser(`${state.url}&download`)
    link.done()
    isStarted.value = true
    keep()
  })
  keep()
  void link.ask()
}

/** Doesn't want a download any more. */
export function leaveDownload(id: number): void {
  filmDownloads.get(id)?.link.leave()
  filmDownloads.delete(id)
  keep()
}

/** Goes on with the downloads that were waiting when the page was loaded anew. */
export function resumeDownloads(): void {
  for (const film of keptDownloads()) if (!filmDownloads.has(film.id)) beginDownload(film)
}

function keep(): void {
  const waiting = [...filmDownloads.values()].filter(({ isStarted }) => !isStarted.value)
  keepDownloads(waiting.map(({ id, name }) => ({ id, name })))
}

function giveToBrowser(url: string): void {
  const link = document.createElement("a")
  link.href = url
  link.download = ""
  link.click()
}

// Whoever comes next is somebody else.
watch(
  () => me.value?.user_id,
  () => {
    for (const { link } of filmDownloads.values()) link.suspend()
    filmDownloads.clear()
  },
)
