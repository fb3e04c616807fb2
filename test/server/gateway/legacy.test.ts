import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"
import { forEachDatabase } from "../../kit/databases.ts"
import { ask, cookieHeader, expect, type Heard, kept } from "../../kit/http.ts"
import { connectAdmin, connectMember } from "../../kit/people.ts"
import { makePicture } from "../../kit/pictures.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

/** The two ways in which clients of earlier services send fields. */
const ways: Readonly<Record<string, (fields: Record<string, string>) => RequestInit>> = {
  JSON: (fields) => ({ body: JSON.stringify(fields), headers: { "content-type": "application/json" } }),
  "a form": (fields) => ({ body: new URLSearchParams(fields) }),
}

function data({ text }: Heard): Readonly<Record<string, unknown>> {
  return asObject(JSON.parse(text).data)
}

forEachDatabase((kit) => {
  for (const [name, body] of Object.entries(ways)) {
    test(`an account of an earlier service's client, by ${name}, is one for every client`, async () => {
      await using server = await startServer({ gateway: true }, kit)
      const admin = await connectAdmin(server)
      const post = (path: string, fields: Record<string, string>): Promise<Heard> =>
        ask(server, path, { method: "POST", ...body(fields) })
      const mei = { username: "小美", password: "geheim", gender: "女" }
      assert.deepEqual(
        [(await post("/register", mei)).status, (await post("/register", mei)).status],
        [200, 409],
      )
      assert.equal((await post("/login", { ...mei, password: "falsch" })).status, 401)
      const heard = await post("/login", { ...mei, rememberme: "on" })
      assert.deepEqual([...heard.cookies.keys()], ["reelwire-session", "reelwire-device"])
      assert.equal(heard.reply.session, undefined)
      const cookies = kept(heard)
      const { reply } = await expect(server, [200, 0], "/api/v1/get_profile", {
        headers: cookieHeader(cookies),
      })
      assert.deepEqual([reply.name, reply.gender], ["小美", "female"])
      const md5 = createHash("md5").update("geheim").digest("hex")
      await admin.ok({ type: "login", name: "小美", password: md5, user_type: "user", session: undefined })
      assert.equal((await post("/login", { username: "小美", password: md5 })).status, 200)
      assert.equal((await post("/forget", { username: "小美" })).reply.code, 0)
      const out = await ask(server, "/logout", { method: "POST", headers: cookieHeader(cookies) })
      assert.deepEqual([out.status, kept(out, cookies)], [200, {}])
    })

    test(`phones register and log in by ${name}, and the answer is the home page`, async () => {
      await using server = await startServer({ gateway: true }, kit)
      const post = (path: string, fields: Record<string, string>, headers = {}): Promise<Heard> => {
        const init = body(fields)
        return ask(server, path, {
          method: "POST",
          ...init,
          headers: { ...Object(init.headers), ...headers },
        })
      }
      const who = { phone: "13800138000", password: "geheim", code: "" }
      assert.deepEqual(data(await post("/users/regist", who)), { msg: "Registered.", code: 0 })
      const taken = await post("/users/regist", who)
      assert.deepEqual([taken.status, data(taken).code], [200, 1002])
      assert.equal(data(await post("/users/regist", { phone: "", password: "x" })).code, 1001)
      assert.equal(data(await post("/users/regist", { phone: "no phone", password: "x" })).code, 1001)
      assert.equal(data(await post("/users/login", { ...who, password: "x" })).code, 1003)
      assert.equal(data(await post("/users/login", { phone: "13900139000", password: "x" })).code, 1003)
      const heard = await post("/users/login", who)
      assert.ok(heard.cookies.has("reelwire-session"))
      if (heard.status === 200) assert.match(heard.headers.get("content-type") ?? "", /^text\/html/)
      else assert.deepEqual([heard.status, heard.headers.get("location")], [303, "/"])
      const { reply } = await ask(server, "/api/v1/get_profile", { headers: cookieHeader(kept(heard)) })
      assert.equal(reply.phone, "+8613800138000")
    })
  }

  test("the staff uploads pictures, several at once, and everybody may see them", async () => {
    await using server = await startServer(
      { gateway: true, maxImagesPerUpload: 2, maxImageBytes: 100_000 },
      kit,
    )
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const pictures = [await makePicture({ grey: 10 }), await makePicture({ grey: 200, format: "png" })]
    const heard = await send(server, pictures, admin.session)
    const { msg, code } = data(heard)
    assert.deepEqual([heard.status, code], [200, 0])
    const urls: unknown = asObject(msg).imageUrl
    assert.ok(Array.isArray(urls) && urls.length === 2)
    for (const url of urls)
      assert.equal((await fetch(`${server.url}${url}`)).headers.get("content-type"), "image/webp")
    assert.equal((await send(server, pictures, undefined)).status, 401)
    assert.equal((await send(server, pictures, member.session)).status, 403)
    const none = await send(server, [], admin.session)
    assert.deepEqual([none.status, data(none).code], [200, 2001])
    assert.equal(data(await send(server, pictures, admin.session, "other")).code, 2001)
    assert.equal(data(await send(server, [Buffer.from("no picture")], admin.session)).code, 1001)
    assert.equal(data(await send(server, [Buffer.alloc(100_001)], admin.session)).code, 1001)
    const three = data(await send(server, [...pictures, ...pictures], admin.session))
    assert.deepEqual([three.code, three.msg], [1001, "The field image is wrong: the most is 2"])
    const withMore = await send(server, pictures, admin.session, "image", { comment: "two pictures" })
    assert.equal(data(withMore).code, 0)
    const json = await ask(server, "/upload/file", {
      json: {},
      headers: { authorization: `Bearer ${admin.session}` },
    })
    assert.equal(data(json).code, 1001)
  })
})

test("a body that is neither JSON nor a form is a bad argument to clients that know numbers", async () => {
  await using server = await startServer({ gateway: true })
  for (const path of ["/users/regist", "/users/login", "/upload/file"]) {
    const init = { method: "POST", body: "phone", headers: { "content-type": "text/plain" } }
    const heard = await ask(server, path, init)
    assert.deepEqual([heard.status, data(heard).code], [200, 1001], path)
  }
})

test("where members need an invitation, the code of an earlier service's client is one", async () => {
  await using server = await startServer({ gateway: true, registration: "invitation" })
  const admin = await connectAdmin(server)
  const { invitations } = await admin.ok({ type: "invite_member" })
  const [code] = Array.isArray(invitations) ? invitations : []
  const json = { phone: "13800138000", password: "geheim" }
  const refused = await ask(server, "/users/regist", { json: { ...json, code: "123456" } })
  assert.deepEqual([refused.status, data(refused).code], [403, "INVITATION_NEEDED"])
  assert.equal(data(await ask(server, "/users/regist", { json: { ...json, code } })).code, 0)
})

function send(
  server: TestServer,
  pictures: readonly Buffer[],
  session: string | undefined,
  field = "image",
  more: Readonly<Record<string, string>> = {},
): Promise<Heard> {
  const body = new FormData()
  for (const [name, value] of Object.entries(more)) body.append(name, value)
  for (const [at, bytes] of pictures.entries())
    body.append(field, new Blob([new Uint8Array(bytes)]), `${at}.jpg`)
  const headers = session === undefined ? {} : { authorization: `Bearer ${session}` }
  return ask(server, "/upload/file", { method: "POST", body, headers })
}
