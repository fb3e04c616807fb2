import { checkMovie } from "./admin/check-movie.ts"
import { checkStore } from "./admin/check-store.ts"
import { checkUpload } from "./admin/check-upload.ts"
import { deleteMovie } from "./admin/delete-movie.ts"
import { dropUpload } from "./admin/drop-upload.ts"
import { finishUpload } from "./admin/finish-upload.ts"
import { inviteAdmin } from "./admin/invite-admin.ts"
import { listUploads } from "./admin/list-uploads.ts"
import { listUsers } from "./admin/list-users.ts"
import { lockUser, unlockUser } from "./admin/lock-user.ts"
import { releaseNotice } from "./admin/release-notice.ts"
import { sendPiece } from "./admin/send-piece.ts"
import { startUpload } from "./admin/start-upload.ts"
import { listTrash, purgeMovie, restoreMovie } from "./admin/trash.ts"
import { uploadMovie } from "./admin/upload-movie.ts"
import { login } from "./common/login.ts"
import { logout } from "./common/logout.ts"
import { ping } from "./common/ping.ts"
import { register } from "./common/register.ts"
import { whoAmI } from "./common/who-am-i.ts"
import type { FieldInputs, Fields, FieldValues, Message } from "./message.ts"
import { buyMovie } from "./user/buy-movie.ts"
import { buyVip } from "./user/buy-vip.ts"
import { checkDownloadRecord } from "./user/check-download-record.ts"
import { checkNotice } from "./user/check-notice.ts"
import { delivered } from "./user/delivered.ts"
import { downloadMovie } from "./user/download-movie.ts"
import { getManifest } from "./user/get-manifest.ts"
import { getMovieList } from "./user/get-movie-list.ts"
import { listDownloads } from "./user/list-downloads.ts"
import { listMovies } from "./user/list-movies.ts"
import { vipTerms } from "./user/vip-terms.ts"

/** Every message that there is, in the order of PROTOCOL.md. */
export const protocol = [
  register,
  login,
  logout,
  ping,
  whoAmI,
  getMovieList,
  listMovies,
  buyMovie,
  vipTerms,
  buyVip,
  getManifest,
  downloadMovie,
  delivered,
  checkDownloadRecord,
  listDownloads,
  checkNotice,
  checkMovie,
  uploadMovie,
  startUpload,
  checkUpload,
  sendPiece,
  finishUpload,
  listUploads,
  dropUpload,
  deleteMovie,
  listTrash,
  restoreMovie,
  purgeMovie,
  checkStore,
  releaseNotice,
  listUsers,
  lockUser,
  unlockUser,
  inviteAdmin,
] as const

type Entry = (typeof protocol)[number]

/** The `type` of every message. */
export type MessageType = Entry["type"]

/** The fields of a message's request, as a client gives them. */
export type RequestOf<T extends MessageType> =
  Extract<Entry, { type: T }> extends Message<T, infer Request, Fields> ? FieldInputs<Request> : never

/** The keys of a message's reply. */
export type ReplyOf<T extends MessageType> =
  Extract<Entry, { type: T }> extends Message<T, Fields, infer Reply> ? FieldValues<Reply> : never
