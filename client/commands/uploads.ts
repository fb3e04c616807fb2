import { columnTexts } from "../../interface/text/client/columns.ts"
import { uploadHelp, uploadTexts } from "../../interface/text/client/uploads.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { allUploads, findUpload, type Upload } from "../cli/pages.ts"
import { type AskingJob, someArguments } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { formatBytes, formatTime } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import { Trouble } from "../trouble.ts"

function percentOf({ bytes, size }: Upload): string {
  return `${Math.floor((bytes / size) * 100)}%`
}

/** Lists the unfinished uploads of all admins. */
export const listUploads: Command = command({
  name: "uploads list",
  doc: uploadHelp.uploadsList,
  title: uploadTexts.menuUploads,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ uploads: await allUploads(remote, signal) }),
  print: ({ uploads }, { line, table }, { say }) => {
    if (uploads.length === 0) return line(say(uploadTexts.noUploads))
    table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(uploadTexts.headWho) },
        { head: say(columnTexts.headSize), align: "right" },
        { head: "%", align: "right" },
        { head: say(uploadTexts.headLastPiece) },
        { head: say(columnTexts.headExpires) },
      ],
      uploads.map((upload) => [
        String(upload.id),
        upload.name,
        upload.uploader,
        formatBytes(upload.size),
        percentOf(upload),
        formatTime(upload.last_time),
        formatTime(upload.expiry_time),
      ]),
    )
  },
})

async function askUpload({ asker, remote, say, signal }: AskingJob): Promise<readonly number[]> {
  const uploads = await allUploads(remote, signal)
  if (uploads.length === 0) throw new Trouble("NO_UPLOADS")
  const choices = uploads.map((upload) => ({
    name: `${printableLine(upload.name)}  (${upload.id}, ${printableLine(upload.uploader)}, ${percentOf(upload)})`,
    value: upload.id,
  }))
  return [await asker.search(say(uploadTexts.askUpload), choices)]
}

type Dropped = { readonly id: number; readonly name: string }

async function dropUpload(job: Job, id: number): Promise<Dropped> {
  const { remote, say, signal } = job
  const upload = await findUpload(remote, id, signal)
  const { name, uploader } = upload
  await confirmed(job, say(uploadTexts.confirmDrop, { name, id, uploader, percent: percentOf(upload) }))
  await remote.call("drop_upload", { upload_id: id }, { signal })
  job.tell(say(uploadTexts.dropped, { name, id }))
  return { id, name }
}

/** Throws unfinished uploads away. */
export const dropUploads: Command = command<{ ids: readonly number[] }, { dropped: Dropped[] }>({
  name: "uploads drop",
  doc: uploadHelp.uploadsDrop,
  title: uploadTexts.menuDrop,
  needsLogin: true,
  params: { ids: someArguments("ID", uploadHelp.uploadIds, rowNumber, { ask: askUpload }) },
  run: async (job, { ids }) => ({ dropped: await eachItem(job, ids, (id) => dropUpload(job, id)) }),
  print: () => undefined,
})
