import { noticeHelp, noticeTexts } from "../../interface/text/client/notices.ts"
import { programHelp } from "../../interface/text/client/program.ts"
import type { Program } from "../cli/program.ts"
import { accountCommands, accountFamilies } from "./account-commands.ts"
import { showBalance } from "./balance.ts"
import { buyMovies } from "./buy-movies.ts"
import { buyVip } from "./buy-vip.ts"
import { downloadMovies } from "./download-movies.ts"
import { history } from "./history.ts"
import { listMovies } from "./list-movies.ts"
import { login } from "./login.ts"
import { logout } from "./logout.ts"
import { acknowledgeNotices, listNotices, watchNotices } from "./notices.ts"
import { playMovie } from "./play-movie.ts"
import { listPurchases } from "./purchases.ts"
import { redeemVoucher } from "./redeem.ts"
import { registerUser } from "./register.ts"
import { showMovie } from "./show-movie.ts"
import { showStatement } from "./statement.ts"
import { whoAmI } from "./who-am-i.ts"

/** The members' client. */
export const userProgram: Program = {
  name: "user",
  doc: programHelp.user,
  families: {
    notices: { doc: noticeHelp.notices, title: noticeTexts.menuFamilyNotices, whole: "list" },
    ...accountFamilies,
  },
  commands: [
    registerUser,
    login,
    logout,
    listMovies,
    showMovie,
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
    ...accountCommands,
  ],
}
