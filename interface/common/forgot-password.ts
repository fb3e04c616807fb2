import { foldName } from "../../db/fold-name.ts"
import { User } from "../../db/user.ts"
import { sendCode } from "../codes/send-code.ts"
import { way } from "../contact.ts"
import { accountName } from "../fields.ts"
import { message } from "../message.ts"

/** forgot_password: a code, or a link, for who can't log in. */
export const forgotPassword = message(
  "forgot_password",
  {
    doc: "Sends a code for reset_password, and a link where the server knows its web page, to the address of the account, if it is verified. The answer is the same, and as fast, whether or not there is such an account and such an address.",
    access: "anyone",
    request: { name: accountName(), way },
    reply: {},
    done: {
      en: "If this account has a verified address of this kind, a code is on its way there.",
      zh: "如果该账号有已验证的此类联系方式，验证码将发送至该处",
    },
    fails: ["TOO_MANY_TRIES"],
  },
  async (context, { name, way }) => {
    const { background, forgottenPasswords, messenger, passwords, peer } = context
    forgottenPasswords.take(peer.address)
    if (!messenger.canSend(way)) return {}
    // All of it behind the reply: how long it takes tells whether there is somebody.
    background.begin("a code for a forgotten password", async () => {
      const user = await User.first({ name_key: foldName(name), erase_time: null })
      if (user === undefined) {
        // The work that a code takes, so that the server is as busy afterwards.
        await passwords.hash(name)
        return
      }
      await sendCode(context, { userId: user.id, purpose: "password", way })
    })
    return {}
  },
)
