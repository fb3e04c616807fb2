import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { test } from "node:test"
import { sampledMd5 } from "../../../interface/wire/sampled-md5.ts"
import { samplesOf } from "../../../interface/wire/samples-of.ts"
import { sampledMd5Of } from "../../kit/films.ts"

function md5Of(bytes: Buffer): Promise<string> {
  return sampledMd5(bytes.length, (offset, length) => bytes.subarray(offset, offset + length))
}

const pattern = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 251))

test("the sampled md5 of the contract's two films is the contract's", async () => {
  assert.equal(await md5Of(pattern.subarray(0, 10)), "4cb000ec1c3f2f9afd07d840f6ad01d7")
  assert.equal(await md5Of(pattern.subarray(0, 100)), "5e85b36651664c0e0fd922a26594cdf0")
})

test("a film shorter than 10 bytes is hashed whole", async () => {
  for (const size of [0, 1, 9]) {
    const bytes = pattern.subarray(0, size)
    assert.equal(await md5Of(bytes), createHash("md5").update(bytes).digest("hex"))
  }
})

test("every size has the sampled md5 that the contract's sentence gives", async () => {
  for (let size = 0; size <= 400; size++) {
    const bytes = pattern.subarray(0, size)
    assert.equal(await md5Of(bytes), sampledMd5Of(bytes), `size ${size}`)
  }
})

test("a film over 4 GiB is sampled in four places inside of it", () => {
  const size = 5 * 2 ** 30 + 7
  assert.deepEqual(samplesOf(size), [
    { offset: 0, length: 10 },
    { offset: 1_789_569_709, length: 10 },
    { offset: 3_579_139_418, length: 10 },
    { offset: size - 10, length: 10 },
  ])
})

test("a byte that no sample covers does not change the sampled md5", async () => {
  const other = Buffer.from(pattern)
  other[500] = 255
  assert.equal(await md5Of(other), await md5Of(pattern))
})
