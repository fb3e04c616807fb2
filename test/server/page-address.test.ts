import assert from "node:assert/strict"
import { test } from "node:test"
import { hostInUrl, pageAddress } from "../../server/page-address.ts"

test("the page's address is one that a browser on this machine opens", () => {
  const addressOf = (host: string, isTls = false): string => pageAddress({ host, port: 8088, isTls })
  assert.deepEqual(
    [addressOf("127.0.0.1"), addressOf("::1"), addressOf("films.example", true)],
    ["http://127.0.0.1:8088/", "http://[::1]:8088/", "https://films.example:8088/"],
  )
  assert.deepEqual(
    [addressOf("0.0.0.0"), addressOf("::")],
    ["http://localhost:8088/", "http://localhost:8088/"],
  )
  assert.deepEqual([hostInUrl("::1"), hostInUrl("127.0.0.1")], ["[::1]", "127.0.0.1"])
})
