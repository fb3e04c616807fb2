import { computed, reactive, ref, watch, watchEffect } from "vue"
import { RateMeter } from "../../terminal/rate-meter.ts"
import { locale } from "../state/locale.ts"
import { me } from "../state/me.ts"
import { uploadsUnderWay } from "../state/uploads-under-way.ts"
import type { ChosenFile } from "./chosen-files.ts"
import { forgetFile, keyOfFile, rememberFile } from "./remembered-files.ts"
import type { FromWorker, ToWorker, UploadStep } from "./worker-messages.ts"

/** A file of this window on its way into the library. */
export type UploadRow = {
  readonly id: number
  readonly name: string
  readonly size: number
  readonly isFree: boolean
  step: UploadStep["step"]
  /** What the server has of it, as far as that is known; while it is compared, what was compared. */
  bytes: number
  total: number
  bytesPerSecond: number
  /** When more bytes arrived last. */
  progressMs: number
  /** Why nothing goes through at present. */
  trouble: { reason: string; untilMs: number } | undefined
  failure: { code: string; reason: string } | undefined
  movieId: number | undefined
  wasThere: boolean
}

type Wish = { readonly isFree: boolean; readonly again?: boolean }
type Held = { readonly chosen: ChosenFile; readonly key: string; meter: RateMeter }

const rows = reactive<UploadRow[]>([])
const held = new Map<number, Held>()
let lastId = 0
let worker: Worker | undefined

/** The files of this window, in the order in which they were added. */
export const uploadRows: readonly UploadRow[] = rows

const restless: ReadonlySet<string> = new Set(["waiting", "comparing", "sending", "finishing"])

/** Whether a row goes on by itself. */
export function isUnderWay({ step }: UploadRow): boolean {
  return restless.has(step)
}

const dropped = ref(0)

/** How often the server was told to throw an upload away: what it lists has changed then. */
export const droppedUploads = computed(() => dropped.value)

watchEffect(() => {
  uploadsUnderWay.value = rows.filter(isUnderWay).length
})

/** Begins to upload a file, unless this window does that already. */
export function addUpload(chosen: ChosenFile, { isFree, again = false }: Wish): void {
  const { file, handle } = chosen
  const key = keyOfFile(me.value?.user_id ?? 0, file)
  const before = rows.find(({ id }) => held.get(id)?.key === key)
  if (before !== undefined && before.step !== "failed" && before.step !== "done") return
  if (before !== undefined) clearRow(before.id)
  const { name, size } = file
  lastId += 1
  const id = lastId
  rows.push({ id, name, size, isFree, ...fresh(size) })
  held.set(id, { chosen, key, meter: new RateMeter() })
  void rememberFile({ key, name, size, isFree, ...(handle === undefined ? {} : { handle }) })
  tellWorker({ kind: "add", upload: { id, file, isFree, again }, locale: locale.value })
}

/** Stops an upload for now. */
export function pauseUpload(id: number): void {
  tellWorker({ kind: "pause", id })
}

/** Has an upload go on that was stopped or failed. */
export function resumeUpload(id: number): void {
  tellWorker({ kind: "resume", id })
}

/** Gives an upload up, and has the server throw away what it has of it. */
export function cancelUpload(id: number): void {
  tellWorker({ kind: "drop", id })
  const key = held.get(id)?.key
  if (key !== undefined) void forgetFile(key)
  clearRow(id)
}

/** Uploads a file as another film, though the library has the very same. */
export function uploadAnyway(id: number): void {
  const row = rows.find((each) => each.id === id)
  const chosen = held.get(id)?.chosen
  if (row === undefined || chosen === undefined) return
  clearRow(id)
  addUpload(chosen, { isFree: row.isFree, again: true })
}

/** Takes a row from the list. */
export function clearRow(id: number): void {
  const at = rows.findIndex((row) => row.id === id)
  if (at >= 0) rows.splice(at, 1)
  held.delete(id)
}

function fresh(size: number): Omit<UploadRow, "id" | "name" | "size" | "isFree"> {
  return {
    step: "waiting",
    bytes: 0,
    total: size,
    bytesPerSecond: 0,
    progressMs: 0,
    trouble: undefined,
    failure: undefined,
    movieId: undefined,
    wasThere: false,
  }
}

function tellWorker(message: ToWorker): void {
  if (worker === undefined) {
    worker = new Worker(new URL("./upload-worker.ts", import.meta.url), { type: "module" })
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => hear(data)
  }
  worker.postMessage(message)
}

function hear(message: FromWorker): void {
  if (message.kind === "dropped") {
    dropped.value += 1
    return
  }
  const row = rows.find(({ id }) => id === message.id)
  if (row === undefined) return
  if (message.kind === "lost")
    row.trouble = { reason: message.reason, untilMs: Date.now() + message.waitS * 1000 }
  else takeStep(row, message.step)
}

function takeStep(row: UploadRow, step: UploadStep): void {
  const its = held.get(row.id)
  if (row.step !== step.step && its !== undefined) its.meter = new RateMeter()
  row.step = step.step
  row.failure = step.step === "failed" ? step : undefined
  if ("bytes" in step) {
    // Only more bytes show that the trouble is over: a new try tells its beginning as well.
    if (step.bytes > row.bytes || step.step === "comparing") {
      row.trouble = undefined
      row.progressMs = Date.now()
    }
    row.bytes = step.bytes
    row.total = step.total
    its?.meter.add(step.bytes, performance.now())
    row.bytesPerSecond = its?.meter.bytesPerSecond ?? 0
  } else if (step.step !== "finishing") {
    row.trouble = undefined
  }
  if (step.step === "done") {
    row.movieId = step.movieId
    row.wasThere = step.wasThere
    row.bytes = row.size
    if (its !== undefined) void forgetFile(its.key)
  }
}

addEventListener("beforeunload", (event) => {
  if (uploadsUnderWay.value > 0) event.preventDefault()
})

// What stopped for want of a session goes on with the next one of the same person; another person's files aren't theirs to
// upload, and the server keeps what it has of them.
let owner: number | undefined
watch(
  me,
  (now) => {
    if (now === undefined) return
    for (const { id, failure } of [...rows]) {
      if (owner !== now.user_id) {
        pauseUpload(id)
        clearRow(id)
      } else if (failure?.code === "NOT_LOGGED_IN") resumeUpload(id)
    }
    owner = now.user_id
  },
  { immediate: true },
)
