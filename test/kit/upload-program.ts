import { Peer } from "./peer.ts"
import { uploadFilms } from "./upload-films.ts"

// A program that a test can kill: uploads the films of these numbers and prints a line for each that was acknowledged.
const [port, ...numbers] = process.argv.slice(2).map(Number)
await uploadFilms(
  () => Peer.connect({ port: port ?? 0 }),
  numbers,
  (number, movieId) => process.stdout.write(`acknowledged ${number} ${movieId}\n`),
)
process.exit(0)
