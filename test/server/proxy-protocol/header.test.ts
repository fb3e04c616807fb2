import assert from "node:assert/strict"
import { test } from "node:test"
import { crc32c } from "../../../server/proxy-protocol/crc32c.ts"
import { readProxyHeader } from "../../../server/proxy-protocol/read-proxy-header.ts"
import { binaryHeader, extra, textHeader, withChecksum } from "../../kit/proxy-headers.ts"
import { randomNumbers } from "../../kit/random.ts"
import { scaled } from "../../kit/scale.ts"

const line = (text: string) => readProxyHeader(Buffer.from(`${text}\r\n`, "latin1"))
const ipv6 = Buffer.from("20010db8000100020000000000000003fe8000000000000000000000000000019c401f97", "hex")

/** Good headers of every kind, and the addresses that they name. */
const good: readonly (readonly [Buffer, string | undefined])[] = [
  [textHeader("198.51.100.7"), "198.51.100.7"],
  [textHeader("2001:db8::7"), "2001:db8::7"],
  [Buffer.from("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"), "255.255.255.255"],
  [Buffer.from("PROXY UNKNOWN\r\n"), undefined],
  [Buffer.from(`PROXY UNKNOWN ${"f".repeat(91)}\r\n`), undefined],
  [binaryHeader(), "198.51.100.7"],
  [binaryHeader({ kind: 0x21, addresses: ipv6 }), "2001:db8:1:2:0:0:0:3"],
  [binaryHeader({ extras: extra(0x20, Buffer.alloc(300)) }), "198.51.100.7"],
  [binaryHeader({ extras: extra(4, Buffer.alloc(4096 - 31)) }), "198.51.100.7"],
  [withChecksum({ extras: extra(2, Buffer.from("films.example")) }), "198.51.100.7"],
  [binaryHeader({ versionAndCommand: 0x20, kind: 0, addresses: Buffer.alloc(0) }), undefined],
  [binaryHeader({ versionAndCommand: 0x20 }), undefined],
  [binaryHeader({ kind: 0, addresses: Buffer.alloc(5, 255) }), undefined],
  [binaryHeader({ kind: 0x12 }), undefined],
  [binaryHeader({ kind: 0x31, addresses: Buffer.alloc(216) }), undefined],
]

test("a header of either version names the client's address, or says that the proxy speaks for itself", () => {
  for (const [header, address] of good) {
    assert.deepEqual(readProxyHeader(header), { length: header.length, address }, header.toString("latin1"))
  }
})

test("what follows a header is not looked at, and each shorter beginning asks for more", () => {
  for (const [header, address] of good) {
    for (const rest of ["", "\r\n", "PROXY UNKNOWN\r\n", "\0".repeat(5000)]) {
      const read = readProxyHeader(Buffer.concat([header, Buffer.from(rest)]))
      assert.deepEqual(read, { length: header.length, address })
    }
    for (let length = 0; length < header.length; length++)
      assert.equal(readProxyHeader(header.subarray(0, length)), "incomplete")
  }
})

test("a line that is not exactly one of the specification is invalid", () => {
  for (const wrong of [
    "PROXY",
    "PROXY ",
    "PROXY UNKNOWNX",
    "PROXY TCP4",
    "PROXY TCP5 1.2.3.4 1.2.3.4 1 1",
    "PROXY TCP4 1.2.3 1.2.3.4 1 1",
    "PROXY TCP4 01.2.3.4 1.2.3.4 1 1",
    "PROXY TCP4 1.2.3.256 1.2.3.4 1 1",
    "PROXY TCP4 ::1 ::1 1 1",
    "PROXY TCP6 1.2.3.4 1.2.3.4 1 1",
    "PROXY TCP6 fe80::1%eth0 ::1 1 1",
    "PROXY TCP4 1.2.3.4  1.2.3.4 1 1",
    "PROXY TCP4 1.2.3.4 1.2.3.4 1",
    "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1",
    "PROXY TCP4 1.2.3.4 1.2.3.4 01 1",
    "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536",
    "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n",
    "proxy TCP4 1.2.3.4 1.2.3.4 1 1",
    " PROXY UNKNOWN",
    `PROXY UNKNOWN ${"f".repeat(92)}`,
  ]) {
    assert.equal(line(wrong), "invalid", wrong)
  }
  assert.equal(readProxyHeader(Buffer.from("P".repeat(6))), "invalid", "as soon as it can be told")
  assert.equal(readProxyHeader(Buffer.from(`PROXY UNKNOWN ${"f".repeat(93)}`)), "invalid", "without its end")
})

test("a binary header with an unknown version, command, kind or length is invalid", () => {
  for (const wrong of [
    binaryHeader({ versionAndCommand: 0x11 }),
    binaryHeader({ versionAndCommand: 0x31 }),
    binaryHeader({ versionAndCommand: 0x22 }),
    binaryHeader({ kind: 0x41 }),
    binaryHeader({ kind: 0x13 }),
    binaryHeader({ addresses: Buffer.alloc(11) }),
    binaryHeader({ kind: 0x21, addresses: ipv6.subarray(0, 35) }),
    binaryHeader({ kind: 0x31, addresses: Buffer.alloc(215) }),
    binaryHeader({ extras: extra(4, Buffer.alloc(4096 - 30)) }),
    binaryHeader({ extras: Buffer.from([4, 0]) }),
    binaryHeader({ extras: extra(4, Buffer.alloc(8)).subarray(0, 10) }),
    binaryHeader({ extras: extra(3, Buffer.alloc(4)) }),
    binaryHeader({ extras: extra(3, Buffer.alloc(3)) }),
  ]) {
    assert.equal(readProxyHeader(wrong), "invalid", wrong.toString("hex"))
  }
  const forged = withChecksum({})
  forged.writeUInt8(8, 19)
  assert.equal(readProxyHeader(forged), "invalid", "another address under the old checksum")
})

test("the checksum is CRC-32C", () => {
  assert.equal(crc32c(Buffer.from("123456789")), 0xe3_06_92_83)
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a_91_36_aa)
})

test("whatever comes, the reader answers at once, and the same for the same bytes however they are cut", () => {
  const random = randomNumbers(20_261_121)
  for (let round = 0; round < scaled(20_000, 1_000_000); round++) {
    const bytes = Buffer.from(good[random(good.length)]?.[0] ?? "")
    for (let change = random(4); change > 0; change--) bytes[random(Math.min(60, bytes.length))] = random(256)
    const read = readProxyHeader(bytes)
    if (read === "incomplete") continue
    const cut = readProxyHeader(bytes.subarray(0, random(bytes.length)))
    if (cut !== "incomplete") assert.deepEqual(cut, read)
    if (read !== "invalid") assert.ok(read.length <= bytes.length)
  }
})
