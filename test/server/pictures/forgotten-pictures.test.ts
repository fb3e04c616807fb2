import assert from "node:assert/strict"
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { forgetPictures } from "../../../server/jobs/forget-pictures.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { lastingLibrary } from "../../kit/lasting-library.ts"
import { connectAdmin, upload } from "../../kit/people.ts"
import { agePictures, makePicture } from "../../kit/pictures.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

async function add({ running }: TestServer, grey: number): Promise<string> {
  async function* bytes(): AsyncGenerator<Buffer> {
    yield await makePicture({ grey })
  }
  return running.app.pictures.add(bytes())
}

function forget({ running: { app } }: TestServer): Promise<void> {
  return app.database.run(() => forgetPictures(app).run(new AbortController().signal))
}

function stored({ settings }: TestServer): Promise<string[]> {
  return readdir(join(settings.uploadsDir, "pictures"))
}

async function assertStored(server: TestServer, names: readonly string[]): Promise<void> {
  assert.deepEqual((await stored(server)).sort(), [...names].sort())
}

forEachDatabase((kit) => {
  test("a day after they were last wanted the pictures go that no film uses, and no others", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const names = await Promise.all([10, 20, 30, 40].map((grey) => add(server, grey)))
    const [used = "", own = "", unused = "", renewed = ""] = names
    const movie_id = await upload(admin, makeFilm(100))
    await admin.ok({ type: "use_poster", movie_id, poster: own })
    await admin.ok({ type: "use_poster", movie_id, poster: used })
    await server.running.app.database.run(() => Movie.update({ id: movie_id }, { film_poster: own }))
    await agePictures(server.settings, 23)
    await forget(server)
    await assertStored(server, names)
    await agePictures(server.settings, 25)
    await add(server, 40)
    await forget(server)
    await assertStored(server, [used, own, renewed])
    await admin.fails("NO_SUCH_IMAGE", { type: "use_poster", movie_id, poster: unused })
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    await agePictures(server.settings, 25)
    await forget(server)
    await assertStored(server, [used, own])
    await admin.ok({ type: "purge_movie", movie_id })
    await forget(server)
    await assertStored(server, [])
  })

  test("a picture that becomes a poster while pictures are removed is either one that stays, or is told to be gone", async () => {
    await using library = await lastingLibrary(kit)
    await using one = await library.start()
    await using other = await library.start()
    const admin = await connectAdmin(one)
    const movie_id = await upload(admin, makeFilm(100))
    for (let grey = 0; grey < 20; grey++) {
      const poster = await add(one, grey * 10)
      await agePictures(one.settings, 25)
      const [reply] = await Promise.all([admin.ask({ type: "use_poster", movie_id, poster }), forget(other)])
      const isThere = (await stored(one)).includes(poster)
      const { poster: shown } = (await one.running.app.database.run(() => Movie.get(movie_id))) ?? {}
      if (reply.flag) assert.ok(isThere && shown === poster)
      else assert.ok(reply.code === "NO_SUCH_IMAGE" && shown !== poster)
    }
  })
})

test("what a server that was killed left of a picture is shown to nobody, and goes", async () => {
  await using server = await startServer({ gateway: true })
  const whole = await add(server, 9)
  const folder = join(server.settings.uploadsDir, "pictures")
  const half = "5".repeat(64)
  await mkdir(join(folder, "new.half"))
  await cp(join(folder, whole, "160.webp"), join(folder, "new.half", "160.webp"))
  for (const name of ["new.half", half]) {
    const response = await fetch(`${server.url}/posters/${name}-160.webp`)
    assert.equal(response.status, 404)
    await response.arrayBuffer()
  }
  await forget(server)
  await assertStored(server, [whole, "new.half"])
  await agePictures(server.settings, 25)
  await add(server, 9)
  await forget(server)
  await assertStored(server, [whole])
})

test("a picture that was put aside by a server that was killed comes back", async () => {
  await using server = await startServer()
  const admin = await connectAdmin(server)
  const movie_id = await upload(admin, makeFilm(100))
  const poster = await add(server, 9)
  await admin.ok({ type: "use_poster", movie_id, poster })
  const folder = join(server.settings.uploadsDir, "pictures")
  await rename(join(folder, poster), join(folder, `old.${poster}`))
  await agePictures(server.settings, 25)
  await forget(server)
  await assertStored(server, [poster])
})

test("a start, a check of the store and its repair leave the pictures alone", async () => {
  await using kept = await startServer()
  const poster = await add(kept, 1)
  const { uploadsDir, databaseUrl } = kept.settings
  await using again = await startServer({ uploadsDir, databaseUrl })
  const admin = await connectAdmin(again)
  await admin.ok({ type: "check_store", begin: 1, repair: 1 })
  await assertStored(again, [poster])
  assert.deepEqual(again.logged, [])
})

test("a picture that another server removes at the same moment is no trouble", async () => {
  await using server = await startServer()
  const name = await add(server, 10)
  await agePictures(server.settings, 25)
  const meanwhile = async (): Promise<ReadonlySet<string>> => {
    await rm(join(server.settings.uploadsDir, "pictures", name), { recursive: true, force: true })
    return new Set()
  }
  const { pictures } = server.running.app
  assert.equal(await pictures.removeUnused(Date.now(), meanwhile, new AbortController().signal), 0)
})
