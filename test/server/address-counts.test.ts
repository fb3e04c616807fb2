import assert from "node:assert/strict"
import { Socket } from "node:net"
import { test } from "node:test"
import { addressOf } from "../../server/address-counts.ts"

function from(remoteAddress: string): string {
  return addressOf(Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress }))
}

test("an IPv4 address counts as itself, however the system shows it", () => {
  assert.equal(from("192.0.2.7"), "192.0.2.7")
  assert.equal(from("::ffff:192.0.2.7"), "192.0.2.7")
})

test("all IPv6 addresses of one network of 64 bits count as one", () => {
  assert.equal(from("2001:db8:1:2:aaaa::1"), from("2001:db8:1:2::ffff"))
  assert.notEqual(from("2001:db8:1:2::1"), from("2001:db8:1:3::1"))
  assert.equal(from("fe80::1%eth0"), from("fe80::2"))
  assert.equal(from("::1"), "0:0:0:0::/64")
})
