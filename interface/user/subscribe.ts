import { z } from "zod"
import { message } from "../message.ts"
import { topics } from "../pushes.ts"

/** subscribe: lets a connection be told of things that it didn't ask for one by one. */
export const subscribe = message(
  "subscribe",
  {
    doc: "Says what this connection is to be told of by pushes from now on, in place of what it said before; nothing ends it. It ends with the connection and with the session. A server tells of what it learns within seconds: of what other servers on the same database release, too.",
    access: "member",
    request: { topics: z.array(z.enum(topics)).max(topics.length) },
    reply: {},
    done: { en: "Subscribed.", zh: "订阅成功" },
    fails: [],
  },
  async ({ session, peer, pushes }, { topics: wanted }) => {
    await pushes.subscribe(peer, session, wanted)
    return {}
  },
)
