import { message } from "../message.ts"

/** ping: a sign of life. */
export const ping = message(
  "ping",
  {
    doc: "Answers, so that either side knows that the other lives; whoever waits behind a balancer keeps the connection with it.",
    access: "anyone",
    reads: true,
    request: {},
    reply: {},
    done: { en: "Here I am.", zh: "在线" },
    fails: [],
  },
  async () => ({}),
)
