import { Upload } from "../../../db/upload.ts"
import { gt } from "../../../orm/operator.ts"
import { isThere } from "../move.ts"
import { draftFiles, filmsIn, storedFiles, unfinishedIn } from "../places.ts"

const pageRows = 500
/** By then an upload that was begun has its file, and two clocks agree about it. */
const beginningMs = 60_000

/** The stored names of uploads whose file is gone: all their pieces have to come again. */
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

async function isLost({ id, stored_name, create_time }: Upload, uploadsDir: string): Promise<boolean> {
  if (Date.now() - create_time.getTime() < beginningMs) return false
  const draft = draftFiles(unfinishedIn(uploadsDir), stored_name)
  const stored = storedFiles(filmsIn(uploadsDir), stored_name)
  // It may be moved from the one place to the other, and back.
  for (const { film } of [draft, stored, draft]) if (await isThere(film)) return false
  // One that ended meanwhile gave up its row before its file.
  return Upload.exists({ id })
}
