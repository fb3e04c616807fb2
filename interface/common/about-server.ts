import { z } from "zod"
import { foundingCode, Invitation } from "../../db/invitation.ts"
import { way } from "../contact.ts"
import { message } from "../message.ts"
import { secretHash } from "../secret.ts"

/** about_server: what somebody who isn't logged in has to know of the server. */
export const aboutServer = message(
  "about_server",
  {
    doc: "Tells who may register, whether the library still waits for its first admin, what a new member has to tell, and by which ways a forgotten password can be replaced.",
    access: "anyone",
    reads: true,
    request: {},
    reply: {
      registration: z.enum(["open", "invitation", "closed"]).describe("who may register as a member"),
      has_admin: z
        .boolean()
        .describe("false in a new library, where the first of the staff registers without an invitation"),
      required_profile: z.array(z.enum(["display_name", "email", "phone", "gender"])),
      ways: z.array(way).describe("by which codes and links leave the server"),
    },
    done: { en: "This is the server.", zh: "获取服务器信息成功" },
    fails: [],
  },
  async ({ messenger, settings }) => ({
    registration: settings.registration,
    has_admin: !(await Invitation.exists({ code_hash: secretHash(foundingCode), use_time: null })),
    required_profile: [...settings.requiredProfile],
    ways: way.options.filter((each) => messenger.canSend(each)),
  }),
)
