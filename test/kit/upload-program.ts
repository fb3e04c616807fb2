import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { prehash } from "../../client/prehash.ts"
import { connect, type Remote } from "../../client/remote.ts"
import { FilmFile } from "../../client/transfer/film-file.ts"
import { uploadFilm } from "../../client/transfer/upload-film.ts"
import { type NumberedFilm, numberedFilm } from "./numbered-films.ts"

// A client that a test can kill: uploads the films of these numbers, the even ones by upload_movie and the odd ones piece by
// piece, over one connection or two, and prints a line for each that it begins and for each that was acknowledged.
const [port = "", folder = "", ...numbers] = process.argv.slice(2)

async function uploadPieces(remote: Remote, { bytes, number, request }: NumberedFilm): Promise<number> {
  const path = join(folder, request.file_name)
  await writeFile(path, bytes)
  const file = await FilmFile.open(path)
  // Films of the same bytes are different ones to the test.
  const options = { isFree: true, again: true, patienceS: 0, connections: number % 4 === 1 ? 1 : 2 }
  const { movieId } = await uploadFilm(remote, file, options)
  await file.close()
  return movieId
}

async function uploadWhole(remote: Remote, { bytes, request }: NumberedFilm): Promise<number> {
  const { type: _, ...fields } = request
  async function* source(): AsyncGenerator<Buffer> {
    yield bytes
  }
  return (await remote.upload(fields, source())).movie_id
}

const remote = await connect({ host: "127.0.0.1", port: Number(port) })
await remote.call("login", { name: "admin", password: prehash("secret"), user_type: "admin" })
for (const number of numbers.map(Number)) {
  process.stdout.write(`begins ${number}\n`)
  const movieId = await (number % 2 === 0 ? uploadWhole : uploadPieces)(remote, numberedFilm(number))
  process.stdout.write(`acknowledged ${number} ${movieId}\n`)
}
await remote.close()
