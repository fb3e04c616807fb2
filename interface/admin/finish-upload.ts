import type { Upload } from "../../db/upload.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { blake3Hex, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { recordAction } from "../record-action.ts"
import { filmOf } from "../uploads/films-of-content.ts"
import { decidedUpload, ownUpload, planOf } from "../uploads/own-upload.ts"
import { publishFilm } from "../uploads/publish-film.ts"

/** finish_upload: makes an upload whose pieces are all there a film of the library. */
export const finishUpload = message(
  "finish_upload",
  {
    doc: "Puts the film of one's own upload into the library; it is there for good, and on the disk, when the reply comes. Whoever lost the reply may ask again with content_id.",
    access: "editor",
    request: {
      upload_id: rowId(),
      content_id: blake3Hex()
        .optional()
        .describe(
          "what the sender says that it sent: WRONG_CONTENT where that differs, and the upload stays",
        ),
    },
    reply: { movie_id: rowId(), content_id: blake3Hex() },
    done: { en: "The film is in the library.", zh: "影片上传成功" },
    fails: ["NO_SUCH_UPLOAD", "PIECES_MISSING", "WRONG_CONTENT", "NO_SPACE"],
  },
  async (context, { upload_id, content_id }) => {
    try {
      const { stored_name } = await ownUpload(context.session, upload_id)
      // Whoever had the turn before may have ended it.
      return await context.store.inTurn(stored_name, async () =>
        finish(context, await decidedUpload(context.session, upload_id), content_id),
      )
    } catch (error) {
      // Whoever lost the reply to an earlier finish asks again.
      const film = isGone(error) && content_id && (await filmOf(content_id, context.session.userId))
      if (film && content_id) return { movie_id: film.id, content_id }
      throw error
    }
  },
)

function isGone(error: unknown): boolean {
  return error instanceof Failure && error.code === "NO_SUCH_UPLOAD"
}

async function finish(
  context: MemberContext,
  upload: Upload,
  claimed: string | undefined,
): Promise<{ movie_id: number; content_id: string }> {
  const { session, store } = context
  return store.withDraft(planOf(upload), async (draft) => {
    const staged = await draft.finish()
    const { contentId, sampledMd5 } = staged
    if (sampledMd5 !== upload.sampled_md5 || contentId !== (claimed ?? contentId)) {
      await staged.discard()
      throw new Failure("WRONG_CONTENT")
    }
    const { name, size, is_free } = upload
    const inside = (id: number): Promise<void> =>
      recordAction(context, {
        action: "finish_upload",
        target: `movie ${id}`,
        after: { name, size, is_free },
      })
    const film = { name, is_free, uploader_id: session.userId, upload, inside }
    return { movie_id: await publishFilm(store, staged, film), content_id: contentId }
  })
}
