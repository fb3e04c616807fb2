import { helpTexts } from "../../interface/text/client-help.ts"
import type { Program } from "../cli/program.ts"
import { showBalance } from "./balance.ts"
import { buyMovies } from "./buy-movies.ts"
import { buyVip } from "./buy-vip.ts"
import { downloadMovies } from "./download-movies.ts"
import { history } from "./history.ts"
import { listMovies } from "./list-movies.ts"
import { login } from "./login.ts"
import { listNotices } from "./notices.ts"
import { playMovie } from "./play-movie.ts"
import { listPurchases } from "./purchases.ts"
import { registerUser } from "./register.ts"
import { showStatement } from "./statement.ts"
import { whoAmI } from "./who-am-i.ts"

/** The members' client. */
export const userProgram: Program = {
  name: "user",
  doc: helpTexts.user,
  families: {},
  commands: [
    registerUser,
    login,
    listMovies,
    downloadMovies,
    playMovie,
    buyMovies,
    listPurchases,
    buyVip,
    showBalance,
    showStatement,
    history,
    listNotices("notices"),
    whoAmI,
  ],
}
