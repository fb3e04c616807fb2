import assert from "node:assert/strict"
import { test } from "node:test"
import { connectAdmin } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

test("whoever isn't logged in is told who may register, what a member has to tell, and how codes are sent", async () => {
  const given = { registration: "invitation", requiredProfile: ["email"], codesToLog: false } as const
  await using server = await startServer({ ...given, smtpUrl: "smtp://127.0.0.1:25" })
  const peer = await server.connect()
  const { registration, required_profile, ways } = await peer.ok({ type: "about_server" })
  assert.deepEqual(
    { registration, required_profile, ways },
    { registration: "invitation", required_profile: ["email"], ways: ["email"] },
  )
})

test("a new library says that it waits for its first admin, until that one has registered", async () => {
  await using server = await startServer()
  const peer = await server.connect()
  assert.equal((await peer.ok({ type: "about_server" })).has_admin, false)
  await connectAdmin(server)
  assert.equal((await peer.ok({ type: "about_server" })).has_admin, true)
})
