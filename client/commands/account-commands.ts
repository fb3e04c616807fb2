import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { ownProfileHelp, ownProfileTexts } from "../../interface/text/client/profile.ts"
import type { Program } from "../cli/program.ts"
import { deleteAccount } from "./delete-account.ts"
import { listDevices, revokeDevice } from "./devices.ts"
import { changePassword, forgotPassword, resetPassword } from "./password.ts"
import { setProfile, showProfile } from "./profile.ts"
import { rename } from "./rename.ts"
import { verifyEmail, verifyPhone } from "./verify.ts"

/** The families of what everybody does with their own account, whichever kind it is. */
export const accountFamilies: Program["families"] = {
  devices: { doc: accountHelp.devices, title: accountTexts.menuFamilyDevices },
  profile: { doc: ownProfileHelp.profile, title: ownProfileTexts.menuFamilyProfile, whole: "show" },
  verify: { doc: ownProfileHelp.verify, title: ownProfileTexts.menuFamilyVerify },
  password: { doc: accountHelp.password, title: accountTexts.menuFamilyPassword },
}

/** What everybody does with their own account. */
export const accountCommands: Program["commands"] = [
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
]
