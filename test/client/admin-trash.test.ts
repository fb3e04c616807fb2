import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { startAdminCli } from "../kit/admin-cli.ts"
import { makeFilm } from "../kit/films.ts"
import { upload } from "../kit/people.ts"
import { filesIn } from "../kit/uploads.ts"

const menu = "What would you like to do?"

describe("the trash by the admins' client", { concurrency: 2 }, () => {
  test("a deleted film is listed for as long as it is kept, restored, and listed no more", async () => {
    await using admin = await startAdminCli({ trashDays: 9 })
    const id = await upload(admin.peer, makeFilm(70_000, "影片.mp4"))
    const told = await admin.run("delete", String(id), "--yes")
    assert.match(
      told.stdout,
      /^影片\.mp4 \(number 1\) is in the trash for 9 days, until \d{4}-\d\d-\d\d \d\d:\d\d; trash restore 1 brings it back\.\n$/,
    )
    const { movies } = await admin.json(["trash", "list"])
    assert.ok(Array.isArray(movies))
    assert.deepEqual(
      [movies.length, movies[0].id, movies[0].name, movies[0].size],
      [1, id, "影片.mp4", 70_000],
    )
    assert.match(
      (await admin.run("trash", "list")).stdout,
      /│ +1 │ 影片\.mp4 │ 70\.0 KB │ \d{4}.* │ \d{4}.* │/,
    )
    assert.deepEqual((await admin.json(["trash", "restore", String(id)])).restored, [
      { id, name: "影片.mp4" },
    ])
    assert.deepEqual((await admin.run("trash", "list")).stdout, "The trash is empty.\n")
    const { movies: listed } = await admin.json(["list"])
    assert.ok(Array.isArray(listed) && listed.length === 1)
  })

  test("a film is purged after a yes, for good, and only out of the trash", async () => {
    await using admin = await startAdminCli()
    const id = String(await upload(admin.peer, makeFilm(1000, "a.mp4")))
    assert.equal((await admin.json(["trash", "purge", id, "--yes"], 1)).code, "NOT_IN_TRASH")
    await admin.json(["delete", id, "--yes"])
    assert.equal((await admin.json(["trash", "purge", id], 2)).code, "NEEDS_YES")
    const { uploadsDir } = admin.server.settings
    assert.notDeepEqual(await filesIn(uploadsDir), [])
    assert.equal(
      (await admin.run("trash", "purge", id, "--yes")).stdout,
      "a.mp4 (number 1) is gone for good.\n",
    )
    assert.deepEqual(await filesIn(uploadsDir), [])
    assert.equal((await admin.json(["trash", "restore", id], 1)).code, "NOT_IN_TRASH")
  })

  test("of several films each is done that can be", async () => {
    await using admin = await startAdminCli()
    for (const seed of [1, 2]) await upload(admin.peer, makeFilm(1000, `${seed}.mp4`, seed))
    await admin.json(["delete", "1", "2", "--yes"])
    const { items } = await admin.json(["trash", "restore", "2", "9", "1"], 1)
    assert.ok(Array.isArray(items))
    assert.deepEqual(
      items.map((item) => item.code ?? item.id),
      [2, "NOT_IN_TRASH", 1],
    )
  })

  test("the menu finds films of the trash by name, and says so where there are none", async () => {
    await using admin = await startAdminCli()
    for (const [seed, name] of ["one.mp4", "two.mp4"].entries())
      await upload(admin.peer, makeFilm(1000, name, seed))
    await using terminal = admin.terminal()
    await terminal.choose(menu, "Log in")
    await terminal.choose(menu, "Trash …")
    await terminal.choose("Trash …", "Restore a deleted film")
    await terminal.see("The trash is empty.")
    await terminal.choose(menu, "Trash …")
    await terminal.choose("Trash …", "Back")
    for (const name of ["one", "two"]) {
      await terminal.choose(menu, "Delete a film")
      await terminal.search("(type to search)", name)
      await terminal.answer("(number", "y")
      await terminal.see("is in the trash for 30 days")
    }
    await terminal.choose(menu, "Trash …")
    await terminal.choose("Trash …", "List the trash")
    await terminal.see("Gone for good")
    await terminal.choose(menu, "Trash …")
    await terminal.choose("Trash …", "Restore a deleted film")
    await terminal.search("(type to search)", "two")
    await terminal.see("two.mp4 (number 2) is in the library again.")
    await terminal.choose(menu, "Trash …")
    await terminal.choose("Trash …", "Remove a deleted film for good")
    await terminal.search("(type to search)", "")
    await terminal.answer("Remove one.mp4 (number 1) for good? Nothing brings it back.", "n")
    await terminal.see("Nothing was done.")
  })
})
