import { filmHelp, filmTexts } from "../../interface/text/client/films.ts"
import { ledgerHelp, ledgerTexts } from "../../interface/text/client/ledger.ts"
import { noticeHelp, noticeTexts } from "../../interface/text/client/notices.ts"
import { priceHelp, priceTexts } from "../../interface/text/client/prices.ts"
import { programHelp } from "../../interface/text/client/program.ts"
import { storeHelp, storeTexts } from "../../interface/text/client/store.ts"
import { trashHelp, trashTexts } from "../../interface/text/client/trash.ts"
import { uploadHelp, uploadTexts } from "../../interface/text/client/uploads.ts"
import { userHelp, userTexts } from "../../interface/text/client/users.ts"
import { voucherHelp, voucherTexts } from "../../interface/text/client/vouchers.ts"
import type { Program } from "../cli/program.ts"
import { accountCommands, accountFamilies } from "./account-commands.ts"
import { adjust } from "./adjust.ts"
import { audit } from "./audit.ts"
import { changeVip, lockUser, setPassword, setRole, unlockUser } from "./change-users.ts"
import { deleteMovies } from "./delete-movies.ts"
import { editMovie } from "./edit-movie.ts"
import { inviteAdmin, inviteMember } from "./invite.ts"
import { exportLedger, sumLedger } from "./ledger.ts"
import { listMovies } from "./list-movies.ts"
import { login } from "./login.ts"
import { logout } from "./logout.ts"
import { makeVouchers } from "./make-vouchers.ts"
import { acknowledgeNotices, listNotices } from "./notices.ts"
import { removePoster, setPoster } from "./posters.ts"
import { chargeMovie, freeMovie, offerMovie, setPrices } from "./prices.ts"
import { showQueue } from "./queue.ts"
import { refund } from "./refund.ts"
import { registerAdmin } from "./register.ts"
import { showMovie } from "./show-movie.ts"
import {
  editNotice,
  listPostedNotices,
  listReaders,
  publishNotice,
  withdrawNotices,
} from "./staff-notices.ts"
import { showStatistics } from "./statistics.ts"
import { checkStore, repairStore } from "./store.ts"
import { showTrail } from "./trail.ts"
import { listTrash, purgeMovies, restoreMovies } from "./trash.ts"
import { uploadMovies } from "./upload-movies.ts"
import { dropUploads, listUploads } from "./uploads.ts"
import { listUsers, showUser } from "./users.ts"
import { listVouchers, revokeVouchers, showVouchers } from "./vouchers.ts"

/** The admins' client. */
export const adminProgram: Program = {
  name: "admin",
  doc: programHelp.admin,
  families: {
    uploads: { doc: uploadHelp.uploads, title: uploadTexts.menuFamilyUploads },
    trash: { doc: trashHelp.trash, title: trashTexts.menuFamilyTrash },
    poster: { doc: filmHelp.posters, title: filmTexts.menuFamilyPosters },
    prices: { doc: priceHelp.prices, title: priceTexts.menuFamilyPrices },
    vouchers: { doc: voucherHelp.vouchers, title: voucherTexts.menuFamilyVouchers },
    ledger: { doc: ledgerHelp.ledger, title: ledgerTexts.menuFamilyLedger },
    notices: { doc: noticeHelp.notices, title: noticeTexts.menuFamilyNotices },
    users: { doc: userHelp.users, title: userTexts.menuFamilyUsers },
    store: { doc: storeHelp.store, title: storeTexts.menuFamilyStore },
    ...accountFamilies,
  },
  behind: { invite: "users", "invite-member": "users", refund: "ledger", adjust: "ledger", audit: "ledger" },
  needs: {
    upload: "editor",
    uploads: "editor",
    delete: "editor",
    trash: "editor",
    edit: "editor",
    poster: "editor",
    "prices set": "cashier",
    "prices offer": "cashier",
    "prices free": "editor",
    "prices paid": "editor",
    vouchers: "cashier",
    refund: "cashier",
    adjust: "cashier",
    ledger: "cashier",
    audit: "cashier",
    statistics: "staff",
    notices: "editor",
    "notices read": "member",
    "notices acknowledge": "member",
    users: "admin",
    "users list": "staff",
    "users show": "staff",
    invite: "admin",
    "invite-member": "admin",
    trail: "admin",
    queue: "staff",
    store: "editor",
  },
  commands: [
    registerAdmin,
    login,
    logout,
    uploadMovies,
    listUploads,
    dropUploads,
    listMovies,
    showMovie,
    editMovie,
    deleteMovies,
    listTrash,
    restoreMovies,
    purgeMovies,
    setPoster,
    removePoster,
    setPrices,
    offerMovie,
    freeMovie,
    chargeMovie,
    makeVouchers,
    listVouchers,
    showVouchers,
    revokeVouchers,
    refund,
    adjust,
    exportLedger,
    sumLedger,
    audit,
    showStatistics,
    publishNotice,
    listPostedNotices,
    editNotice,
    withdrawNotices,
    listReaders,
    listNotices("notices read"),
    acknowledgeNotices,
    listUsers,
    showUser,
    lockUser,
    unlockUser,
    setPassword,
    changeVip,
    setRole,
    inviteAdmin,
    inviteMember,
    showTrail,
    showQueue,
    checkStore,
    repairStore,
    ...accountCommands,
  ],
}
