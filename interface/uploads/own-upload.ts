import { Upload } from "../../db/upload.ts"
import { transaction } from "../../orm/transaction.ts"
import type { Session } from "../context.ts"
import { Failure } from "../failure.ts"
import type { DraftPlan } from "../film.ts"

/** The upload under way that somebody began themselves; throws Failure NO_SUCH_UPLOAD for any other. */
export async function ownUpload(session: Session, id: number, forUpdate = false): Promise<Upload> {
  const upload = await Upload.first({ id, uploader_id: session.userId }, { forUpdate })
  if (upload === undefined) throw new Failure("NO_SUCH_UPLOAD")
  return upload
}

/** As `ownUpload`, once the database has ended what a lost connection left it to do with the row. */
export function decidedUpload(session: Session, id: number): Promise<Upload> {
  return transaction(() => ownUpload(session, id, true))
}

/** What the store has to know of an upload. */
export function planOf({ stored_name, size, piece_bytes }: Upload): DraftPlan {
  return { storedName: stored_name, size, pieceBytes: piece_bytes }
}
