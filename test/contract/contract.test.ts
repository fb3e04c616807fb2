import assert from "node:assert/strict"
import { describe, test } from "node:test"
import type { FailureCode } from "../../interface/failure.ts"
import type { Message } from "../../interface/message.ts"
import { type MessageType, protocol } from "../../interface/protocol.ts"
import { type DatabaseKit, forEachDatabase } from "../kit/databases.ts"
import type { Reply } from "../kit/peer.ts"
import { connectAdmin } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import type { CaseGroup } from "./case.ts"
import { accounts } from "./cases/accounts.ts"
import { films } from "./cases/films.ts"
import { money } from "./cases/money.ts"
import { staff } from "./cases/staff.ts"
import { sameButForChance } from "./same-but-for-chance.ts"
import { Scene } from "./scene.ts"
import { httpBearer, httpCookie, messageOf, type Transport, tcp, webSocket } from "./transports.ts"

const groups: readonly CaseGroup[] = [...accounts, ...films, ...money, ...staff]
// The ways are the server's, not the database's: with the second one two of them suffice.
const transports = { sqlite: [tcp, httpBearer, httpCookie, webSocket], mysql: [tcp, httpBearer] }
const messages: readonly Message[] = protocol

/** Declared failures that no request can be made to meet at will; other tests bring them about. */
const notAtWill: Partial<Record<MessageType, readonly FailureCode[]>> = {
  // Somebody deleted their account between two looks at it.
  get_profile: ["NO_SUCH_USER"],
  who_am_i: ["NO_SUCH_USER"],
  set_profile: ["NO_SUCH_USER"],
  change_password: ["NO_SUCH_USER"],
  change_name: ["NO_SUCH_USER"],
  delete_account: ["NO_SUCH_USER"],
  // A film that was taken off sale between two looks at it.
  download_movie: ["NOT_FOR_SALE"],
  // The disk has to fill up meanwhile.
  send_piece: ["NO_SPACE"],
  check_upload: ["NO_SPACE"],
  finish_upload: ["NO_SPACE"],
  set_poster: ["NO_SPACE"],
}
/** Those that any message can meet where a server has more to do than it can, or a peer takes its time. */
const always: readonly FailureCode[] = ["BUSY", "TIMED_OUT"]

test("every message has a case that goes well, and each of its failures has one", () => {
  const provoked = new Set(groups.flatMap(({ cases }) => cases).map(({ type, code }) => `${type} ${code}`))
  const missing = messages.flatMap(({ type, fails }) =>
    [0 as const, ...fails.filter((code) => !isExcused(type, code))].map((code) => `${type} ${code}`),
  )
  assert.deepEqual(
    missing.filter((each) => !provoked.has(each)),
    [],
  )
})

function isExcused(type: string, code: FailureCode): boolean {
  const excused = Object.entries(notAtWill).find(([each]) => each === type)?.[1] ?? []
  return always.includes(code) || excused.includes(code)
}

/** Statements that change something; but how much was sent of a download is noted after whoever asked for it has it. */
const changes = /^\s*(?:INSERT|UPDATE(?! `download_record` SET `bytes`)|DELETE|REPLACE)\b/i

/** What a request was answered. */
type Said = { readonly what: string; readonly reply: Reply }

/** Sends the cases of a group to a server of their own; each has to be answered with its code. */
async function play(kit: DatabaseKit, { settings, cases }: CaseGroup, transport: Transport): Promise<Said[]> {
  let changed: string[] = []
  const onQuery = (sql: string): void => {
    if (changes.test(sql)) changed.push(sql)
  }
  await using server = await startServer({ gateway: true, ...settings }, kit, { onQuery })
  const scene = new Scene(server, await connectAdmin(server))
  const said: Said[] = []
  for (const [at, { type, code, prepare }] of cases.entries()) {
    const what = `${at}: ${type} ${code}`
    const request = await prepare(scene)
    const taken = transport.takes(messageOf(type)) ? transport : tcp
    changed = []
    const reply = await taken.send(server, type, request)
    assert.equal(reply.code, code, `${what} over ${transport.name}: ${JSON.stringify(reply).slice(0, 300)}`)
    // What a GET may send has to leave everything as it is.
    if (messageOf(type).reads) assert.deepEqual(changed, [], what)
    said.push({ what, reply })
  }
  return said
}

/** Sends each message as who may not send it. */
async function playUninvited(kit: DatabaseKit, transport: Transport): Promise<Said[]> {
  await using server = await startServer({ gateway: true }, kit)
  const scene = new Scene(server, await connectAdmin(server))
  const { session } = await scene.member()
  const said: Said[] = []
  for (const message of messages.filter(({ access }) => access !== "anyone")) {
    const bytes = message.film === "request" ? { bytes: new Uint8Array() } : {}
    const type = protocol.find((each) => each.type === message.type)?.type ?? assert.fail()
    if (!transport.takes(message)) continue
    const stranger = await transport.send(server, type, { fields: { file_size: 0 }, ...bytes })
    assert.equal(stranger.code, "NOT_LOGGED_IN", type)
    said.push({ what: `${type} by a stranger`, reply: stranger })
    if (message.access === "member") continue
    const member = await transport.send(server, type, { fields: { file_size: 0 }, session, ...bytes })
    assert.equal(member.code, "NOT_ALLOWED", type)
    said.push({ what: `${type} by a member`, reply: member })
  }
  return said
}

forEachDatabase((kit) => {
  const ways = transports[kit.name]
  describe("the same request is answered the same", { concurrency: 2 }, () => {
    for (const [at, group] of groups.entries()) {
      const types = [...new Set(group.cases.map(({ type }) => type))]
      test(`group ${at}: ${types.slice(0, 3).join(", ")} … (${group.cases.length} cases)`, async () => {
        const [first = [], ...others] = await Promise.all(ways.map((each) => play(kit, group, each)))
        for (const [number, said] of others.entries()) {
          for (const [index, { what, reply }] of said.entries())
            sameButForChance(reply, first[index]?.reply, `${what} over ${ways[number + 1]?.name}`)
        }
      })
    }

    test("who may not send a message is told so", async () => {
      const [first = [], ...others] = await Promise.all(ways.map((each) => playUninvited(kit, each)))
      const replies = new Map(first.map(({ what, reply }) => [what, reply]))
      for (const said of others)
        for (const { what, reply } of said) assert.deepEqual(reply, replies.get(what), what)
    })
  })
})
