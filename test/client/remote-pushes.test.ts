import assert from "node:assert/strict"
import { buffer } from "node:stream/consumers"
import { test } from "node:test"
import { connect, type RemoteOptions } from "../../client/remote.ts"
import { ConnectionLost } from "../../client/trouble.ts"
import { encode } from "../kit/peer.ts"
import { startScriptedServer } from "../kit/scripted-server.ts"
import { until } from "../kit/until.ts"

const host = "127.0.0.1"

/** A push that is told from others by its number. */
function push(number: number, more: object = {}): Buffer {
  return encode({ push: "test", number, ...more })
}

/** A listener, and the numbers of the pushes that it was told of. */
function listener(): { numbers: unknown[]; onPush: NonNullable<RemoteOptions["onPush"]> } {
  const numbers: unknown[] = []
  return { numbers, onPush: ({ number }) => void numbers.push(number) }
}

test("pushes are told in their order: before a reply, with it, and while no reply is due", async () => {
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.send(push(1))
    caller.send(Buffer.concat([push(2), encode({ flag: true, msg: "a", code: 0 }), push(3)]))
    await caller.request()
    caller.reply({ msg: "b" })
    caller.send(push(4))
  })
  const { numbers, onPush } = listener()
  await using remote = await connect({ host, port: server.port, onPush })
  assert.equal((await remote.call("ping", {})).msg, "a")
  await until("three pushes were told", () => numbers.length === 3)
  assert.equal((await remote.call("ping", {})).msg, "b")
  await until("four pushes were told", () => numbers.length === 4)
  assert.deepEqual(numbers, [1, 2, 3, 4])
})

test("a large push cut anywhere arrives while no reply is due, and a connection without a listener throws it away", async () => {
  const large = push(1, { content: "界".repeat(200_000) })
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({})
    for (let at = 0; at < large.length; at += 50_001) {
      caller.send(large.subarray(at, at + 50_001))
      await new Promise(setImmediate)
    }
    for (let number = 2; number < 500; number++) caller.send(push(number))
    await caller.request()
    caller.reply({ msg: "last" })
  })
  const { numbers, onPush } = listener()
  await using remote = await connect({ host, port: server.port, onPush })
  await remote.call("ping", {})
  await until("all were told", () => numbers.length === 499)
  assert.equal((await remote.call("ping", {})).msg, "last")
  await using deaf = await connect({ host, port: server.port })
  await deaf.call("ping", {})
  assert.equal((await deaf.call("ping", {})).msg, "last")
})

test("bytes of a film that look like a push are the film's", async () => {
  const film = Buffer.concat([push(1), push(2)])
  const keys = { file_name: "f", file_size: film.length, file_md5: "0".repeat(32), wait_time: 0 }
  const range = {
    film_size: film.length,
    offset: 0,
    download_id: 1,
    content_id: null,
    piece_bytes: 8,
    price_fen: 0,
  }
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({ ...keys, ...range })
    caller.send(Buffer.concat([film, push(3)]))
  })
  const { numbers, onPush } = listener()
  await using remote = await connect({ host, port: server.port, onPush })
  const download = await remote.download({ movie_id: 1 })
  assert.deepEqual(await buffer(download.film), film)
  await until("the push behind the film was told", () => numbers.length > 0)
  assert.deepEqual(numbers, [3])
})

test("what is no push and answers nothing ends the connection, and so does a listener that fails", async () => {
  await using server = await startScriptedServer(async (caller) => {
    await caller.request()
    caller.reply({})
    caller.reply({})
    await caller.request()
  })
  await using remote = await connect({ host, port: server.port })
  await remote.call("ping", {})
  await remote.lost
  await using pushing = await startScriptedServer(async (caller) => {
    caller.send(push(1))
    await caller.request()
  })
  const onPush = (): void => assert.fail("a listener that fails")
  await using other = await connect({ host, port: pushing.port, onPush })
  await other.lost
})

test("a connection that is lost while nothing is under way says so, and another of the person has a listener of its own", async () => {
  await using server = await startScriptedServer(async (caller) => {
    const { type } = await caller.request()
    caller.send(push(1))
    caller.reply({})
    if (type === "ping") caller.socket.destroySoon()
  })
  const [first, second] = [listener(), listener()]
  await using remote = await connect({ host, port: server.port, onPush: first.onPush })
  const other = remote.another({ onPush: second.onPush })
  await other.call("ping", {})
  await other.lost
  assert.deepEqual([first.numbers, second.numbers], [[], [1]])
  await other.close()
  await assert.rejects(other.call("ping", {}), ConnectionLost)
})
