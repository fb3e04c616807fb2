import { stat } from "node:fs/promises"
import { transferTexts } from "../../interface/text/client/transfers.ts"
import { uploadHelp, uploadTexts } from "../../interface/text/client/uploads.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { askFiles } from "../cli/ask-files.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { explainFailure } from "../cli/explain-failure.ts"
import type { Job } from "../cli/job.ts"
import { flag, oneOfFlags, someArguments } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import { connections, limit, retry } from "../cli/transfer-params.ts"
import type { Progress } from "../terminal/progress.ts"
import { TransferQueue } from "../terminal/transfer-queue.ts"
import { FilmFile } from "../transfer/film-file.ts"
import type { UploadedFilm } from "../transfer/film-upload.ts"
import { RateLimit } from "../transfer/rate-limit.ts"
import { uploadFilm } from "../transfer/upload-film.ts"
import { Trouble } from "../trouble.ts"

type Values = {
  readonly files: readonly string[]
  readonly isFree: boolean
  readonly again: boolean
  readonly connections: number
  readonly limit: number
  readonly retry: number
}

type Uploaded = {
  readonly file: string
  readonly movie_id: number
  readonly size: number
  /** It was in the library before, and nothing was sent. */
  readonly already_there: boolean
}

const isFree = oneOfFlags<boolean>(
  { free: { doc: uploadHelp.free, means: true }, paid: { doc: uploadHelp.paid, means: false } },
  {
    ask: ({ asker, say }) =>
      asker.choose(say(uploadTexts.askKind), [
        { name: say(wordTexts.free), value: true },
        { name: say(wordTexts.paid), value: false },
      ]),
  },
)

/** What all films of one command share. */
type Shared = { readonly rate: RateLimit | undefined; readonly queue: TransferQueue | undefined }

async function send(
  job: Job,
  file: FilmFile,
  values: Values,
  { rate, queue }: Shared,
): Promise<UploadedFilm> {
  const { remote, signal, say } = job
  let comparing: Progress | undefined
  let progress: Progress | undefined
  try {
    const uploaded = await uploadFilm(remote, file, {
      isFree: values.isFree,
      again: values.again,
      connections: values.connections,
      patienceS: values.retry,
      limit: rate,
      signal,
      onCompare: (bytes, total) => {
        comparing ??= job.progress({ label: say(uploadTexts.comparing, { file: file.name }), total })
        comparing.update(bytes)
      },
      onStart: (before) => {
        comparing?.stop(false)
        progress = job.progress({ label: file.name, total: file.size, before, queue })
      },
      onRetry: (_, seconds) => (progress ?? comparing)?.lost(seconds),
      onProgress: (bytes) => progress?.update(bytes),
    })
    progress?.stop(true)
    return uploaded
  } catch (error) {
    if (signal.aborted) throw new Trouble("UPLOAD_INTERRUPTED", { file: file.name }, { cause: error })
    throw error
  } finally {
    comparing?.stop(false)
    progress?.stop(false)
    // Of a film that was not begun, or is there already, nothing comes any more.
    if (progress === undefined) queue?.end(file.size, 0)
  }
}

async function uploadMovie(job: Job, path: string, values: Values, shared: Shared): Promise<Uploaded> {
  const file = await FilmFile.open(path)
  try {
    const { movieId, wasThere } = await send(job, file, values, shared)
    const text = wasThere ? uploadTexts.alreadyThere : uploadTexts.uploaded
    job.tell(job.say(text, { file: path, id: movieId }))
    return { file: path, movie_id: movieId, size: file.size, already_there: wasThere }
  } catch (error) {
    if (explainFailure(error, job.say).exitCode === 3)
      job.note(job.say(uploadTexts.uploadGoesOn, { file: file.name }))
    throw error
  } finally {
    await file.close()
  }
}

/** What several files are measured by as one; nothing for a single one. */
async function queueOf({ say }: Job, files: readonly string[]): Promise<TransferQueue | undefined> {
  if (files.length === 1) return undefined
  // A file that can't be looked at is told about when it is its turn.
  const sizes = await Promise.all(
    files.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return new TransferQueue(say(transferTexts.allFilms, { count: files.length }), total)
}

/** Puts films into the library. */
export const uploadMovies: Command = command<Values, { uploaded: Uploaded[] }>({
  name: "upload",
  doc: uploadHelp.upload,
  title: uploadTexts.menuUpload,
  needsLogin: true,
  params: {
    files: someArguments("FILE", uploadHelp.uploadFiles, anyText, { ask: askFiles }),
    isFree,
    again: flag("again", uploadHelp.again),
    connections,
    limit,
    retry,
  },
  run: async (job, values) => {
    const rate = values.limit === 0 ? undefined : new RateLimit(values.limit)
    const shared = { rate, queue: await queueOf(job, values.files) }
    const uploaded = await eachItem(job, values.files, (path) => uploadMovie(job, path, values, shared))
    return { uploaded }
  },
  print: () => undefined,
})
