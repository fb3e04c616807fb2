import { z } from "zod"
import { message } from "../message.ts"

/** leave_queue: somebody doesn't want to wait for their turn any more. */
export const leaveQueue = message(
  "leave_queue",
  {
    doc: "Gives one's own place in the line for downloads up; without effect where it is gone already.",
    access: "member",
    request: { place: z.string().max(64) },
    reply: {},
    done: { en: "Your place in the line is given up.", zh: "已退出排队" },
    fails: [],
  },
  async ({ session, slots }, { place }) => {
    slots.leave(session.userId, place)
    return {}
  },
)
