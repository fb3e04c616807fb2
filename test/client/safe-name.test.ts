import assert from "node:assert/strict"
import { test } from "node:test"
import { safeName } from "../../client/transfer/safe-name.ts"

const hostileNames: readonly (readonly [string, string])[] = [
  ["film.mp4", "film.mp4"],
  ["流浪地球 2.mkv", "流浪地球 2.mkv"],
  ["../../etc/passwd", "passwd"],
  ["..\\..\\windows\\system.ini", "system.ini"],
  ["/etc/cron.d/evil", "evil"],
  ["C:\\autoexec.bat", "autoexec.bat"],
  ["..", "film-1"],
  ["", "film-1"],
  ["///", "film-1"],
  [" . . ", "film-1"],
  [".bashrc", "bashrc"],
  ["a\u0000b\u001b[2Jc\n.mp4", "ab[2Jc.mp4"],
  ["exe.\u202e4pm.mp4", "exe.4pm.mp4"],
  ["nul.mp4", "_nul.mp4"],
  ["COM1", "_COM1"],
  ['a<b>c:"d|e?f*.mp4', "a_b_c__d_e_f_.mp4"],
  ["\ud800.mp4", "mp4"],
]

for (const [name, safe] of hostileNames) {
  test(`a film called ${JSON.stringify(name)} is saved as ${safe}`, () => {
    assert.equal(safeName(name, "film-1"), safe)
  })
}

test("a long name is cut between characters to what file systems take, and keeps its ending", () => {
  const name = safeName(`${"影".repeat(255)}.mp4`, "film-1")
  assert.ok(Buffer.byteLength(name) <= 240 && Buffer.byteLength(name) > 230)
  assert.match(name, /^影+\.mp4$/)
  assert.ok(Buffer.byteLength(safeName(`a.${"b".repeat(300)}`, "film-1")) <= 240)
})
