import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import type { Program } from "../cli/program.ts"
import { showBalance } from "./balance.ts"
import { buyMovies } from "./buy-movies.ts"
import { buyVip } from "./buy-vip.ts"
import { deleteAccount } from "./delete-account.ts"
import { listDevices, revokeDevice } from "./devices.ts"
import { downloadMovies } from "./download-movies.ts"
import { history } from "./history.ts"
import { listMovies } from "./list-movies.ts"
import { login } from "./login.ts"
import { logout } from "./logout.ts"
import { acknowledgeNotices, listNotices, watchNotices } from "./notices.ts"
import { changePassword, forgotPassword, resetPassword } from "./password.ts"
import { playMovie } from "./play-movie.ts"
import { setProfile, showProfile } from "./profile.ts"
import { listPurchases } from "./purchases.ts"
import { redeemVoucher } from "./redeem.ts"
import { registerUser } from "./register.ts"
import { rename } from "./rename.ts"
import { showStatement } from "./statement.ts"
import { verifyEmail, verifyPhone } from "./verify.ts"
import { whoAmI } from "./who-am-i.ts"

/** The members' client. */
export const userProgram: Program = {
  name: "user",
  doc: helpTexts.user,
  families: {
    notices: { doc: helpTexts.notices, title: clientTexts.menuFamilyNotices, whole: "list" },
    profile: { doc: helpTexts.profile, title: clientTexts.menuFamilyProfile, whole: "show" },
    verify: { doc: helpTexts.verify, title: clientTexts.menuFamilyVerify },
    password: { doc: helpTexts.password, title: clientTexts.menuFamilyPassword },
    devices: { doc: helpTexts.devices, title: clientTexts.menuFamilyDevices },
  },
  commands: [
    registerUser,
    login,
    logout,
    listMovies,
    downloadMovies,
    playMovie,
    buyMovies,
    listPurchases,
    buyVip,
    redeemVoucher,
    showBalance,
    showStatement,
    history,
    listNotices("notices list"),
    acknowledgeNotices,
    watchNotices,
    whoAmI,
    listDevices,
    revokeDevice,
    showProfile,
    setProfile,
    verifyEmail,
    verifyPhone,
    changePassword,
    forgotPassword,
    resetPassword,
    rename,
    deleteAccount,
  ],
}
