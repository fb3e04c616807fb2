import type { Locale } from "../../../interface/text/locale.ts"

/** A file to upload, under a number of the page's own. */
export type FileToUpload = {
  readonly id: number
  readonly file: File
  readonly isFree: boolean
  /** Upload it as another film where the library has the very same already. */
  readonly again: boolean
}

/** What the page tells the worker: to begin, to stop for now, to go on, or to give an upload up. */
export type ToWorker =
  | { readonly kind: "add"; readonly upload: FileToUpload; readonly locale: Locale }
  | { readonly kind: "pause" | "resume" | "drop"; readonly id: number }

/** How far a file is. */
export type UploadStep =
  | { readonly step: "waiting" | "paused" | "finishing" }
  /** What the server has of it is compared with the file, or the file with the library. */
  | { readonly step: "comparing" | "sending"; readonly bytes: number; readonly total: number }
  | { readonly step: "done"; readonly movieId: number; readonly wasThere: boolean }
  | { readonly step: "failed"; readonly code: string; readonly reason: string }

/** What the worker tells the page. */
export type FromWorker =
  | { readonly kind: "step"; readonly id: number; readonly step: UploadStep }
  /** Nothing goes through; it is tried again by itself in so many seconds. */
  | { readonly kind: "lost"; readonly id: number; readonly reason: string; readonly waitS: number }
  /** An upload was given up, and the server has thrown away what it had of it. */
  | { readonly kind: "dropped"; readonly id: number }
