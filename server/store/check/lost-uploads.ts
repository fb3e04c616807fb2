import { Upload } from "../../../db/upload.ts"
import { gt } from "../../../orm/operator.ts"
import { isThere } from "../move.ts"
import { draftFiles, filmsIn, storedFiles, unfinishedIn } from "../places.ts"

const pageRows = 500

/** The stored names of uploads of which pieces had come and whose file is gone: all their pieces have to come again. */
export async function lostUploads(uploadsDir: string): Promise<string[]> {
  const lost: string[] = []
  let lastId = 0
  for (;;) {
    const uploads = await Upload.select({ id: gt(lastId) }, { orderBy: "id", limit: pageRows })
    for (const upload of uploads) if (await isLost(upload, uploadsDir)) lost.push(upload.stored_name)
    const last = uploads.at(-1)
    if (last === undefined) return lost
    lastId = last.id
  }
}

async function isLost(
  { id, stored_name, create_time, touch_time }: Upload,
  uploadsDir: string,
): Promise<boolean> {
  // Before the first piece there may be no file yet.
  if (touch_time.getTime() === create_time.getTime()) return false
  const places = [
    draftFiles(unfinishedIn(uploadsDir), stored_name),
    storedFiles(filmsIn(uploadsDir), stored_name),
  ]
  for (const { film } of places) if (await isThere(film)) return false
  // One that ended meanwhile gave up its row before its file.
  return Upload.exists({ id })
}
