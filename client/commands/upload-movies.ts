import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { askFiles } from "../cli/ask-files.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { explainFailure } from "../cli/explain-failure.ts"
import type { Job } from "../cli/job.ts"
import { flag, oneOfFlags, someArguments } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import { connections, limit, retry } from "../cli/transfer-params.ts"
import type { Progress } from "../terminal/progress.ts"
import { FilmFile } from "../transfer/film-file.ts"
import { RateLimit } from "../transfer/rate-limit.ts"
import { type UploadedFilm, uploadFilm } from "../transfer/upload-film.ts"
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
  { free: { doc: helpTexts.free, means: true }, paid: { doc: helpTexts.paid, means: false } },
  {
    ask: ({ asker, say }) =>
      asker.choose(say(clientTexts.askKind), [
        { name: say(clientTexts.free), value: true },
        { name: say(clientTexts.paid), value: false },
      ]),
  },
)

async function send(job: Job, file: FilmFile, values: Values, rate?: RateLimit): Promise<UploadedFilm> {
  const { remote, signal, say } = job
  let comparing: Progress | undefined
  let progress: Progress | undefined
  let isDone = false
  try {
    const uploaded = await uploadFilm(remote, file, {
      isFree: values.isFree,
      again: values.again,
      connections: values.connections,
      patienceS: values.retry,
      limit: rate,
      signal,
      onCompare: (bytes) => {
        comparing ??= job.progress({
          label: say(clientTexts.comparing, { file: file.name }),
          total: file.size,
        })
        comparing.update(bytes)
        if (bytes === file.size) comparing.stop(true)
      },
      onProgress: (bytes) => {
        progress ??= job.progress({ label: file.name, total: file.size })
        progress.update(bytes)
      },
    })
    isDone = true
    return uploaded
  } catch (error) {
    if (signal.aborted) throw new Trouble("UPLOAD_INTERRUPTED", { file: file.name }, { cause: error })
    throw error
  } finally {
    if (progress === undefined) comparing?.stop(false)
    progress?.stop(isDone)
  }
}

async function uploadMovie(job: Job, path: string, values: Values, rate?: RateLimit): Promise<Uploaded> {
  const file = await FilmFile.open(path)
  try {
    const { movieId, wasThere } = await send(job, file, values, rate)
    const text = wasThere ? clientTexts.alreadyThere : clientTexts.uploaded
    job.tell(job.say(text, { file: path, id: movieId }))
    return { file: path, movie_id: movieId, size: file.size, already_there: wasThere }
  } catch (error) {
    if (explainFailure(error, job.say).exitCode === 3)
      job.note(job.say(clientTexts.uploadGoesOn, { file: file.name }))
    throw error
  } finally {
    await file.close()
  }
}

/** Puts films into the library. */
export const uploadMovies: Command = command<Values, { uploaded: Uploaded[] }>({
  name: "upload",
  doc: helpTexts.upload,
  title: clientTexts.menuUpload,
  needsLogin: true,
  params: {
    files: someArguments("FILE", helpTexts.uploadFiles, anyText, { ask: askFiles }),
    isFree,
    again: flag("again", helpTexts.again),
    connections,
    limit,
    retry,
  },
  run: async (job, values) => {
    const rate = values.limit === 0 ? undefined : new RateLimit(values.limit)
    const uploaded = await eachItem(job, values.files, (path) => uploadMovie(job, path, values, rate))
    return { uploaded }
  },
  print: () => undefined,
})
