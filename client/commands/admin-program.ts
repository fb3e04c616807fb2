import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import type { Program } from "../cli/program.ts"
import { deleteMovies } from "./delete-movies.ts"
import { inviteAdmin } from "./invite-admin.ts"
import { listMovies } from "./list-movies.ts"
import { login } from "./login.ts"
import { listNotices, publishNotice } from "./notices.ts"
import { chargeMovie, freeMovie, offerMovie, setPrices } from "./prices.ts"
import { showQueue } from "./queue.ts"
import { registerAdmin } from "./register.ts"
import { checkStore, repairStore } from "./store.ts"
import { listTrash, purgeMovies, restoreMovies } from "./trash.ts"
import { uploadMovies } from "./upload-movies.ts"
import { dropUploads, listUploads } from "./uploads.ts"
import { listUsers, lockUser, unlockUser } from "./users.ts"

/** The admins' client. */
export const adminProgram: Program = {
  name: "admin",
  doc: helpTexts.admin,
  families: {
    uploads: { doc: helpTexts.uploads, title: clientTexts.menuFamilyUploads },
    trash: { doc: helpTexts.trash, title: clientTexts.menuFamilyTrash },
    prices: { doc: helpTexts.prices, title: clientTexts.menuFamilyPrices },
    notices: { doc: helpTexts.notices, title: clientTexts.menuFamilyNotices },
    users: { doc: helpTexts.users, title: clientTexts.menuFamilyUsers },
    store: { doc: helpTexts.store, title: clientTexts.menuFamilyStore },
  },
  commands: [
    registerAdmin,
    login,
    uploadMovies,
    listUploads,
    dropUploads,
    listMovies,
    deleteMovies,
    listTrash,
    restoreMovies,
    purgeMovies,
    setPrices,
    offerMovie,
    freeMovie,
    chargeMovie,
    publishNotice,
    listNotices("notices list"),
    listUsers,
    lockUser,
    unlockUser,
    inviteAdmin,
    showQueue,
    checkStore,
    repairStore,
  ],
}
