import assert from "node:assert/strict"
import { readdir, readFile, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { connect } from "../../client/remote.ts"
import { downloadFilm } from "../../client/transfer/download-film.ts"
import { safeName } from "../../client/transfer/safe-name.ts"
import { Trouble } from "../../client/trouble.ts"
import { tempFolder } from "../kit/cli.ts"
import { makeFilm, sampledMd5Of } from "../kit/films.ts"
import { type Caller, startScriptedServer } from "../kit/scripted-server.ts"

const host = "127.0.0.1"

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

/** A server that offers one film, with whatever the test says otherwise. */
function offering(film: Buffer, keys: object = {}, sent = film): (caller: Caller) => Promise<void> {
  const reply = {
    file_name: "f.mp4",
    file_size: film.length,
    file_md5: sampledMd5Of(film),
    wait_time: 0,
    price_fen: 0,
  }
  return async (caller) => {
    for (;;) {
      await caller.request()
      caller.reply({ ...reply, ...keys })
      caller.send(sent)
    }
  }
}

/** Runs a download that has to fail and answers its trouble's code. */
async function failedDownload(
  script: (caller: Caller) => Promise<void>,
  folder: string,
  options: { overwrite?: boolean; signal?: AbortSignal; onProgress?: (bytes: number) => void } = {},
): Promise<unknown> {
  await using server = await startScriptedServer(script)
  await using remote = await connect({ host, port: server.port })
  const error = await downloadFilm(remote, 1, { folder, overwrite: false, ...options }).then(
    () => assert.fail("it was expected to fail"),
    (reason: unknown) => reason,
  )
  return error instanceof Trouble ? error.code : error
}

const film = makeFilm(200_000).bytes

test("a download ends up whole under the film's name, in a folder that it makes, and leaves nothing else", async () => {
  await using folder = await tempFolder()
  await using server = await startScriptedServer(offering(film))
  await using remote = await connect({ host, port: server.port })
  const to = join(folder.path, "a", "b")
  const { path } = await downloadFilm(remote, 1, { folder: to, overwrite: false })
  assert.deepEqual(await readFile(path), film)
  assert.deepEqual(await readdir(to), ["f.mp4"])
})

test("a hostile server's name cannot leave the folder", async () => {
  await using folder = await tempFolder()
  const script = offering(film, { file_name: "../../../../outside.mp4" })
  await using server = await startScriptedServer(script)
  await using remote = await connect({ host, port: server.port })
  const { path } = await downloadFilm(remote, 1, { folder: folder.path, overwrite: false })
  assert.equal(path, join(folder.path, "outside.mp4"))
})

test("an existing file is not overwritten unasked, nor one that appears during the download", async () => {
  await using folder = await tempFolder()
  const path = join(folder.path, "f.mp4")
  let isWritten = false
  const onProgress = (): void => {
    if (!isWritten) void writeFile(path, "mine")
    isWritten = true
  }
  assert.equal(await failedDownload(offering(film), folder.path, { onProgress }), "FILE_EXISTS")
  assert.equal(await readFile(path, "utf8"), "mine")
  assert.equal(await failedDownload(offering(film), folder.path), "FILE_EXISTS")
  assert.deepEqual(await readdir(folder.path), ["f.mp4"])
})

test("with overwrite an existing file is replaced, and a link is replaced rather than followed", async () => {
  await using folder = await tempFolder()
  const elsewhere = join(folder.path, "elsewhere")
  await writeFile(elsewhere, "mine")
  await symlink(elsewhere, join(folder.path, "f.mp4"))
  await symlink(elsewhere, join(folder.path, "f.mp4.part"))
  await using server = await startScriptedServer(offering(film))
  await using remote = await connect({ host, port: server.port })
  const { path } = await downloadFilm(remote, 1, { folder: folder.path, overwrite: true })
  assert.deepEqual(await readFile(path), film)
  assert.equal(await readFile(elsewhere, "utf8"), "mine")
  assert.deepEqual((await readdir(folder.path)).sort(), ["elsewhere", "f.mp4"])
})

test("a part of another download is left alone", async () => {
  await using folder = await tempFolder()
  await writeFile(join(folder.path, "f.mp4.part"), "theirs")
  assert.equal(await failedDownload(offering(film), folder.path), "PART_EXISTS")
  assert.equal(await readFile(join(folder.path, "f.mp4.part"), "utf8"), "theirs")
})

test("bytes that are not the announced film are thrown away", async () => {
  await using folder = await tempFolder()
  assert.equal(
    await failedDownload(offering(film, {}, Buffer.alloc(film.length)), folder.path),
    "WRONG_BYTES",
  )
  assert.deepEqual(await readdir(folder.path), [])
})

test("a film that is larger than the disk is given up before its bytes come", async () => {
  await using folder = await tempFolder()
  assert.equal(await failedDownload(offering(film, { file_size: 2 ** 52 }), folder.path), "DISK_FULL")
  assert.deepEqual(await readdir(folder.path), [])
})

for (const file_size of [-1, 1.5, 1e300, "5"]) {
  test(`a size of ${file_size} is no size`, async () => {
    await using folder = await tempFolder()
    assert.equal(await failedDownload(offering(film, { file_size }), folder.path), "NOT_REELWIRE")
    assert.deepEqual(await readdir(folder.path), [])
  })
}

test("an aborted download leaves nothing", async () => {
  await using folder = await tempFolder()
  const abort = new AbortController()
  const onProgress = (bytes: number): void => {
    if (bytes >= 50_000) abort.abort(new Error("enough"))
  }
  const script = offering(film, {}, film.subarray(0, 100_000))
  const failure = await failedDownload(script, folder.path, { signal: abort.signal, onProgress })
  assert.match(String(failure), /enough/)
  assert.deepEqual(await readdir(folder.path), [])
})

test("a folder that is a file, or may not be written, is told", async () => {
  await using folder = await tempFolder()
  const path = join(folder.path, "file")
  await writeFile(path, "")
  assert.equal(await failedDownload(offering(film), path), "FILE_EXISTS")
  assert.equal(await failedDownload(offering(film), join(path, "deeper")), "NO_SUCH_FILE")
})
