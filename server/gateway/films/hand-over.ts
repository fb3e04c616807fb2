import type { FilmReply } from "../../../interface/message.ts"
import type { App } from "../../app.ts"
import type { Answer } from "../../dispatch.ts"

/** An answer whose film bytes can't follow it, with the address that they are fetched from instead. Called inside the database. */
export async function handOver(app: App, answer: Answer): Promise<Answer> {
  const { film } = answer
  if (film === undefined) return answer
  const url = await linkInstead(app, film)
  return { ...answer, film: undefined, reply: { ...answer.reply, url } }
}

/** The address, without its host, that film bytes are fetched from instead of following their reply. Called inside the database. */
export async function linkInstead(
  { filmLinks }: Pick<App, "filmLinks">,
  { film, download, payer, handedOver }: FilmReply,
): Promise<string> {
  try {
    return await filmLinks.make({
      movieId: download.movieId,
      downloadId: download.id,
      userId: payer.userId,
    })
  } finally {
    handedOver()
    await film.close()
  }
}
