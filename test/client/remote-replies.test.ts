import assert from "node:assert/strict"
import { test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { Refused } from "../../client/refused.ts"
import { connect, Remote } from "../../client/remote.ts"
import { ConnectionLost, Trouble } from "../../client/trouble.ts"
import { encode, frameOf } from "../kit/peer.ts"
import { loginReply, vipReply } from "../kit/scripted-replies.ts"
import { type Caller, startScriptedServer } from "../kit/scripted-server.ts"
import { until } from "../kit/until.ts"

const host = "127.0.0.1"

/** The code of the trouble that a promise rejects with. */
async function troubleOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail("it was expected to fail"),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof Trouble, String(error))
  return error.code
}

test("prehash is the lower-case hex md5 of the UTF-8 password", () => {
  assert.equal(prehash("secret"), "5ebe2294ecd0e0f08eab7690d2a6ee69")
  assert.equal(prehash("密码"), "a8105204604a0b11e916f3879aae3b0b")
})

test("calls that are under way together get their own replies, in order", async () => {
  await using server = await startScriptedServer(async (caller) => {
    const requests = [await caller.request(), await caller.request(), await caller.request()]
    for (const { name } of requests) caller.reply({ user_id: 1, msg: String(name) })
  })
  await using remote = await connect({ host, port: server.port })
  const names = ["a", "b", "c"]
  const answers = await Promise.all(names.map((name) => remote.call("lock_user", { name })))
  assert.deepEqual(
    answers.map(({ msg }) => msg),
    names,
  )
})

test("a reply cut at every byte is still read", async () => {
  const bytes = encode({ flag: true, msg: "成功", code: 0, ...vipReply })
  await using server = await startScriptedServer(async (caller) => {
    for (let cut = 1; cut < bytes.length; cut++) {
      await caller.request()
      caller.send(bytes.subarray(0, cut))
      await new Promise(setImmediate)
      caller.send(bytes.subarray(cut))
    }
  })
  await using remote = await connect({ host, port: server.port })
  for (let cut = 1; cut < bytes.length; cut++) {
    assert.deepEqual(await remote.call("buy_vip", {}), { ...vipReply, msg: "成功" })
  }
})

test("every request carries the language, and the session from the log-in on", async () => {
  const seen: unknown[] = []
  await using server = await startScriptedServer(async (caller) => {
    for (;;) {
      seen.push(await caller.request())
      caller.reply({ ...loginReply, session: "s3", notice_list: [] })
    }
  })
  await using remote = await connect({ host, port: server.port, lang: "zh" })
  await remote.call("login", { name: "n", password: "p", user_type: "user" })
  await remote.call("check_notice", {})
  await remote.call("logout", {})
  await remote.call("check_notice", {})
  assert.deepEqual(seen, [
    { type: "login", lang: "zh", name: "n", password: "p", user_type: "user" },
    { type: "check_notice", lang: "zh", session: "s3" },
    { type: "logout", lang: "zh", session: "s3" },
    { type: "check_notice", lang: "zh" },
  ])
})

test("a refusal is thrown with its code, its sentence and all that was said", async () => {
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({ flag: false, code: "NO_SPACE", msg: "full", left: 3 })
  })
  await using remote = await connect({ host, port: server.port })
  await assert.rejects(remote.call("buy_vip", {}), (error: unknown) => {
    assert.ok(error instanceof Refused)
    assert.deepEqual([error.code, error.msg, error.reply.left], ["NO_SPACE", "full", 3])
    return true
  })
})

const nonsense: Readonly<Record<string, Buffer>> = {
  "a length of four gigabytes": Buffer.from([255, 255, 255, 255, 123]),
  "a length over the limit": Buffer.from([1, 0, 1, 0, 123]),
  "no JSON": frameOf("flag: true"),
  "a list": frameOf("[]"),
  "bytes that are no UTF-8": frameOf(Buffer.from([123, 34, 255, 34, 58, 49, 125])),
  "a reply nested too deep": frameOf(`{"flag":${"[".repeat(40)}${"]".repeat(40)}}`),
  "a reply without its keys": encode({ flag: true, msg: "", code: 0 }),
  "a key of the wrong kind": encode({ flag: true, msg: "", code: 0, ...vipReply, is_vip: "yes" }),
}

for (const [what, bytes] of Object.entries(nonsense)) {
  test(`${what} is no answer of Reelwire`, async () => {
    await using server = await startScriptedServer(async (caller) => {
      await caller.request()
      caller.send(bytes)
    })
    await using remote = await connect({ host, port: server.port, mostReplyBytes: 65_536 })
    assert.equal(await troubleOf(remote.call("buy_vip", {})), "NOT_REELWIRE")
  })
}

test("where nobody listens, connecting says so", async () => {
  let port = 0
  {
    await using server = await startScriptedServer(async () => undefined)
    port = server.port
  }
  assert.equal(await troubleOf(connect({ host, port })), "CANNOT_CONNECT")
})

const hangUp = async (caller: Caller): Promise<void> => {
  await caller.request()
  caller.socket.destroy()
}

test("a call that may be repeated is, once, after the connection dropped", async () => {
  await using server = await startScriptedServer(hangUp, async (caller) => {
    await caller.request()
    caller.reply({ notice_list: [] })
  })
  await using remote = await connect({ host, port: server.port })
  assert.deepEqual(await remote.call("check_notice", {}), { notice_list: [], msg: "fine" })
  assert.equal(server.connections(), 2)
})

test("a call that keeps losing its connection is given up after the second time", async () => {
  await using server = await startScriptedServer(hangUp)
  await using remote = await connect({ host, port: server.port })
  await assert.rejects(remote.call("check_notice", {}), ConnectionLost)
  assert.equal(server.connections(), 2)
})

test("a call that changes something is not repeated, and the next one connects anew", async () => {
  await using server = await startScriptedServer(hangUp, async (caller) => {
    await caller.request()
    caller.reply({ notice_id: 1 })
  })
  await using remote = await connect({ host, port: server.port })
  await assert.rejects(remote.call("release_notice", { title: "t", content: "c" }), ConnectionLost)
  await remote.call("release_notice", { title: "t", content: "c" })
  assert.equal(server.connections(), 2)
})

test("every call under way fails when the connection drops", async () => {
  await using server = await startScriptedServer(hangUp)
  await using remote = await connect({ host, port: server.port })
  const calls = [1, 2, 3].map(() => remote.call("buy_vip", {}))
  const outcomes = await Promise.allSettled(calls)
  assert.ok(outcomes.every((each) => each.status === "rejected" && each.reason instanceof ConnectionLost))
})

test("silence where a reply is due counts as a lost connection", async () => {
  await using server = await startScriptedServer(async (caller) => void (await caller.request()))
  await using remote = await connect({ host, port: server.port, quietMs: 50 })
  await assert.rejects(remote.call("buy_vip", {}), ConnectionLost)
})

test("an aborted call ends at once, and the connection stays good for others", async () => {
  const answer = Promise.withResolvers<void>()
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    await answer.promise
    caller.reply({ ...vipReply, msg: "late" })
    await caller.request()
    caller.reply({ ...vipReply, msg: "mine" })
  })
  await using remote = await connect({ host, port: server.port })
  const abort = new AbortController()
  const call = remote.call("buy_vip", {}, { signal: abort.signal })
  abort.abort(new Error("enough"))
  await assert.rejects(call, /enough/)
  answer.resolve()
  assert.equal((await remote.call("buy_vip", {})).msg, "mine")
  assert.equal(server.connections(), 1)
})

for (const isEarly of [true, false]) {
  test(`a connection whose call was aborted is closed with its remote, ${isEarly ? "before" : "after"} it is made`, async () => {
    let made = 0
    let closed = 0
    await using server = await startScriptedServer(async (caller) => {
      made++
      caller.socket.on("end", () => closed++)
      await caller.request()
      caller.reply({ ...vipReply })
    })
    await using first = await connect({ host, port: server.port })
    const remote = first.another()
    const abort = new AbortController()
    const call = remote.call("buy_vip", {}, { signal: abort.signal })
    abort.abort(new Error("enough"))
    await assert.rejects(call, /enough/)
    if (!isEarly) await until("it is made", () => made === 2)
    await remote.close()
    // Whatever was made before this one has been taken by the server when it answers.
    await using last = await connect({ host, port: server.port })
    await last.call("buy_vip", {})
    await until("no more than the two are open", () => made - closed === 2)
  })
}

test("a closed remote answers nothing any more", async () => {
  await using server = await startScriptedServer(async () => undefined)
  const remote = await connect({ host, port: server.port })
  await remote.close()
  await assert.rejects(remote.call("check_notice", {}), ConnectionLost)
})

test("closing ends the connecting too, however long that would go on", async () => {
  let port = 0
  {
    await using server = await startScriptedServer(async () => undefined)
    port = server.port
  }
  const remote = new Remote({ host, port, reconnectMs: 60_000 })
  const call = assert.rejects(remote.call("check_notice", {}), ConnectionLost)
  await remote.close()
  await call
})
