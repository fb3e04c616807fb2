import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import type { Program } from "../cli/program.ts"
import { deleteAccount } from "./delete-account.ts"
import { listDevices, revokeDevice } from "./devices.ts"
import { changePassword, forgotPassword, resetPassword } from "./password.ts"
import { setProfile, showProfile } from "./profile.ts"
import { rename } from "./rename.ts"
import { verifyEmail, verifyPhone } from "./verify.ts"

/** The families of what everybody does with their own account, whichever kind it is. */
export const accountFamilies: Program["families"] = {
  devices: { doc: helpTexts.devices, title: clientTexts.menuFamilyDevices },
  profile: { doc: helpTexts.profile, title: clientTexts.menuFamilyProfile, whole: "show" },
  verify: { doc: helpTexts.verify, title: clientTexts.menuFamilyVerify },
  password: { doc: helpTexts.password, title: clientTexts.menuFamilyPassword },
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
