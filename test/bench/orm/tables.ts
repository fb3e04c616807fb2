import { core } from "../../../db/migrations/0001-core.ts"
import { openDatabase } from "../../../orm/database.ts"
import { migrate } from "../../../orm/migrate.ts"
import { filmCount, userCount } from "./films.ts"
import { Movie, User } from "./models.ts"

/** Makes the platform's first tables in an empty database and fills them. */
export async function fillTables(url: string): Promise<void> {
  await using database = await openDatabase(url)
  await migrate(database, [core])
  await database.run(async () => {
    await User.insert(
      numbers(userCount).map((number) => ({
        name: `member ${number}`,
        password_hash:
          "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGhlcmU$c29tZSBoYXNoIG9mIDMyIGJ5dGVzIGhlcmUuLi4",
        user_type: "user" as const,
      })),
    )
    await Movie.insert(
      numbers(filmCount).map((number) => ({
        name: `A film of some title, part ${number}.mp4`,
        stored_name: `film-${String(number).padStart(27, "0")}`,
        size: 700_000_000 + number,
        sampled_md5: number.toString(16).padStart(32, "0"),
        is_free: number % 2 === 0,
        uploader_id: 1 + (number % userCount),
      })),
    )
  })
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
