import { adjustBalance } from "./admin/adjust-balance.ts"
import { checkBooks } from "./admin/check-books.ts"
import { checkMovie } from "./admin/check-movie.ts"
import { checkStore } from "./admin/check-store.ts"
import { checkUpload } from "./admin/check-upload.ts"
import { deleteMovie } from "./admin/delete-movie.ts"
import { dropUpload } from "./admin/drop-upload.ts"
import { editMovie } from "./admin/edit-movie.ts"
import { editNotice, withdrawNotice } from "./admin/edit-notice.ts"
import { finishUpload } from "./admin/finish-upload.ts"
import { giveVip, takeVip } from "./admin/give-vip.ts"
import { inviteAdmin } from "./admin/invite-admin.ts"
import { inviteMember } from "./admin/invite-member.ts"
import { ledgerSums } from "./admin/ledger-sums.ts"
import { listAllNotices } from "./admin/list-all-notices.ts"
import { listLedger } from "./admin/list-ledger.ts"
import { listNoticeReaders } from "./admin/list-notice-readers.ts"
import { listQueue } from "./admin/list-queue.ts"
import { listStaffActions } from "./admin/list-staff-actions.ts"
import { listUploads } from "./admin/list-uploads.ts"
import { listUsers } from "./admin/list-users.ts"
import { lockUser, unlockUser } from "./admin/lock-user.ts"
import { makeVouchers } from "./admin/make-vouchers.ts"
import { setPoster, usePoster } from "./admin/poster.ts"
import { purgeMovie } from "./admin/purge-movie.ts"
import { refund } from "./admin/refund.ts"
import { releaseNotice } from "./admin/release-notice.ts"
import { revokeVouchers } from "./admin/revoke-vouchers.ts"
import { sendPiece } from "./admin/send-piece.ts"
import { setFree } from "./admin/set-free.ts"
import { setOffer } from "./admin/set-offer.ts"
import { setPassword } from "./admin/set-password.ts"
import { setPrice } from "./admin/set-price.ts"
import { setRole } from "./admin/set-role.ts"
import { showUser } from "./admin/show-user.ts"
import { startUpload } from "./admin/start-upload.ts"
import { statistics } from "./admin/statistics.ts"
import { listTrash, restoreMovie } from "./admin/trash.ts"
import { uploadMovie } from "./admin/upload-movie.ts"
import { listVoucherBatches, showVoucherBatch } from "./admin/voucher-batches.ts"
import { aboutServer } from "./common/about-server.ts"
import { changeName } from "./common/change-name.ts"
import { changePassword } from "./common/change-password.ts"
import { sendCode, verifyCode } from "./common/codes.ts"
import { creditPayment } from "./common/credit-payment.ts"
import { deleteAccount } from "./common/delete-account.ts"
import { listDevices, revokeDevice } from "./common/devices.ts"
import { forgotPassword } from "./common/forgot-password.ts"
import { login } from "./common/login.ts"
import { loginDevice } from "./common/login-device.ts"
import { logout } from "./common/logout.ts"
import { ping } from "./common/ping.ts"
import { getProfile, setProfile } from "./common/profile.ts"
import { register } from "./common/register.ts"
import { resetPassword } from "./common/reset-password.ts"
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
import { leaveQueue } from "./user/leave-queue.ts"
import { listDownloads } from "./user/list-downloads.ts"
import { listMovies } from "./user/list-movies.ts"
import { listNotices } from "./user/list-notices.ts"
import { listPurchases } from "./user/list-purchases.ts"
import { listStatement } from "./user/list-statement.ts"
import { acknowledgeNotice, readNotices } from "./user/read-notices.ts"
import { redeemVoucher } from "./user/redeem-voucher.ts"
import { showMovie } from "./user/show-movie.ts"
import { subscribe } from "./user/subscribe.ts"
import { vipTerms } from "./user/vip-terms.ts"
import { listWatching, notePosition } from "./user/watching.ts"

/** Every message that there is, in the order of PROTOCOL.md. */
export const protocol = [
  register,
  login,
  loginDevice,
  logout,
  listDevices,
  revokeDevice,
  ping,
  aboutServer,
  whoAmI,
  getProfile,
  setProfile,
  sendCode,
  verifyCode,
  changePassword,
  changeName,
  forgotPassword,
  resetPassword,
  deleteAccount,
  getMovieList,
  listMovies,
  showMovie,
  notePosition,
  listWatching,
  buyMovie,
  listPurchases,
  vipTerms,
  buyVip,
  redeemVoucher,
  listStatement,
  getManifest,
  downloadMovie,
  leaveQueue,
  delivered,
  checkDownloadRecord,
  listDownloads,
  checkNotice,
  listNotices,
  readNotices,
  acknowledgeNotice,
  subscribe,
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
  editMovie,
  setPoster,
  usePoster,
  setFree,
  setPrice,
  setOffer,
  checkStore,
  listQueue,
  statistics,
  releaseNotice,
  editNotice,
  withdrawNotice,
  listAllNotices,
  listNoticeReaders,
  listUsers,
  showUser,
  lockUser,
  unlockUser,
  setPassword,
  giveVip,
  takeVip,
  setRole,
  inviteAdmin,
  inviteMember,
  listStaffActions,
  makeVouchers,
  listVoucherBatches,
  showVoucherBatch,
  revokeVouchers,
  refund,
  adjustBalance,
  listLedger,
  ledgerSums,
  checkBooks,
  creditPayment,
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
