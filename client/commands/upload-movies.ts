import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { askFiles } from "../cli/ask-files.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { flag, oneOfFlags, someArguments } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import { Refused } from "../refused.ts"
import { FilmFile } from "../transfer/film-file.ts"
import { uploadFile } from "../transfer/upload-file.ts"
import { Trouble } from "../trouble.ts"

type Values = { readonly files: readonly string[]; readonly isFree: boolean; readonly again: boolean }
type Uploaded = { readonly file: string; readonly movie_id: number; readonly size: number }

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

async function refuseTwice(job: Job, file: FilmFile): Promise<void> {
  try {
    await job.remote.call("check_movie", { file_md5: file.sampledMd5 }, { signal: job.signal })
  } catch (error) {
    if (!(error instanceof Refused && error.code === "MOVIE_EXISTS")) throw error
    if (job.asker === undefined) throw new Trouble("ALREADY_THERE", { file: file.path }, { cause: error })
    await confirmed(job, job.say(clientTexts.confirmAgain, { file: file.name }))
  }
}

async function send(job: Job, file: FilmFile, isFree: boolean): Promise<number> {
  const { remote, signal } = job
  const progress = job.progress(file.name, file.size)
  let isDone = false
  try {
    const onProgress = (bytes: number): void => progress.update(bytes)
    const { movie_id } = await uploadFile(remote, file, { isFree, onProgress, signal })
    isDone = true
    return movie_id
  } catch (error) {
    if (signal.aborted) throw new Trouble("UPLOAD_INTERRUPTED", { file: file.name }, { cause: error })
    throw error
  } finally {
    progress.stop(isDone)
  }
}

async function uploadMovie(job: Job, path: string, { isFree, again }: Values): Promise<Uploaded> {
  const file = await FilmFile.open(path)
  try {
    if (!again) await refuseTwice(job, file)
    return { file: path, movie_id: await send(job, file, isFree), size: file.size }
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
  },
  run: async (job, values) => {
    const uploaded = await eachItem(job, values.files, async (path) => {
      const done = await uploadMovie(job, path, values)
      job.tell(job.say(clientTexts.uploaded, { file: path, id: done.movie_id }))
      return done
    })
    return { uploaded }
  },
  print: () => undefined,
})
