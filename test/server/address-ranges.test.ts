import assert from "node:assert/strict"
import { test } from "node:test"
import { AddressRanges } from "../../server/address-ranges.ts"

test("addresses are found in ranges however the system shows them, and nothing else is", () => {
  const ranges = new AddressRanges(["127.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"])
  for (const address of ["127.9.9.9", "::ffff:127.0.0.1", "192.0.2.7", "2001:db8:ffff::1", "::1"]) {
    assert.ok(ranges.has(address), address)
  }
  for (const address of ["128.0.0.1", "192.0.2.8", "2001:db9::1", "::2", "", undefined, "nonsense"]) {
    assert.ok(!ranges.has(address), String(address))
  }
  assert.ok(!new AddressRanges([]).has("127.0.0.1"))
})
