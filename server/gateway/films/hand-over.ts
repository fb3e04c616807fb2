import type { App } from "../../app.ts"
import type { Answer } from "../../dispatch.ts"

/** An answer whose film bytes can't follow it, with the address that they are fetched from instead. Called inside the database. */
export async function handOver(app: App, answer: Answer): Promise<Answer> {
  const { film: reply } = answer
  if (reply === undefined) return answer
  const { film, download, payer, handedOver } = reply
  try {
    const url = await app.filmLinks.make({
      movieId: download.movieId,
      downloadId: download.id,
      userId: payer.userId,
    })
    return { ...answer, film: undefined, reply: { ...answer.reply, url } }
  } finally {
    handedOver()
    await film.close()
  }
}
