import { filmHelp, filmTexts } from "../../interface/text/client/films.ts"
import { transferTexts } from "../../interface/text/client/transfers.ts"
import { buyFilm } from "../buying/buy-film.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import type { Movie } from "../cli/pages.ts"
import { argument, option } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { retry } from "../cli/transfer-params.ts"
import { findMovie } from "../find-movie.ts"
import { serveFilm } from "../play/film-http-server.ts"
import { FilmSource } from "../play/film-source.ts"
import { findPlayer, type Player, play } from "../play/player.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Progress } from "../terminal/progress.ts"
import { DownloadRecord } from "../transfer/download-record.ts"
import { keepTrying } from "../transfer/keep-trying.ts"
import type { Standing } from "../transfer/line-place.ts"
import { safeName } from "../transfer/safe-name.ts"

type Values = { readonly id: number; readonly player: string; readonly retry: number }
type Played = { readonly id: number; readonly name: string; readonly player: string }

/** Begins a download of a film, and answers when the server has made its member wait. */
async function open(job: Job, movie: Movie, patienceS: number): Promise<FilmSource> {
  const { remote, say, signal, note } = job
  const record = new DownloadRecord(undefined, async () => undefined)
  const patience = { patienceS, signal }
  // Its first byte comes when the wait is over; whatever is asked for later is not waited for.
  let progress: Progress | undefined
  const asking = keepTrying(remote, patience, async (progressed) => {
    const onQueued = (standing: Standing): void => {
      progressed()
      progress ??= job.progress({ label: movie.name, total: movie.size })
      progress.queued(standing)
    }
    const download = await record.ask((download_id) => {
      const range = { movie_id: movie.id, length: 1 }
      const asked = download_id === undefined ? range : { ...range, download_id }
      return record.place.ask(remote, asked, { signal, onQueued })
    })
    progress?.stop(false)
    progress = undefined
    const { wait_time } = download.reply
    if (wait_time > 0) {
      note(say(transferTexts.waitingLine, { label: movie.name, seconds: Math.ceil(wait_time) }))
    }
    await download.take(1)
    return download.reply
  })
  const reply = await asking.finally(() => {
    progress?.stop(false)
    return record.place.leave(remote)
  })
  const { file_name: name, film_size: size, content_id: contentId } = reply
  return new FilmSource(remote, { movieId: movie.id, name, size, contentId }, record, patience)
}

async function playFilm(job: Job, source: FilmSource, player: Player): Promise<void> {
  const { say, signal, note } = job
  const { name, movieId } = source.film
  const fileName = safeName(name, `film-${movieId}`)
  let failure: unknown
  const server = await serveFilm(source, fileName, (error) => {
    // A later reply that is whole makes up for it.
    failure = error
  })
  try {
    note(say(filmTexts.playing, { name, player: player.name }))
    await play(player, server.url, printableLine(name), signal).catch((error: unknown) => {
      // A player that gives up says less than what made it give up.
      signal.throwIfAborted()
      throw failure ?? error
    })
    // To a player the end of what it gets is the end of the film.
    if (failure !== undefined) throw failure
  } finally {
    await server.close()
    await source.close()
  }
}

/** Plays a film without keeping it. */
export const playMovie: Command = command<Values, { played: Played }>({
  name: "play",
  doc: filmHelp.play,
  title: filmTexts.menuPlay,
  needsLogin: true,
  params: {
    id: argument("ID", filmHelp.movieId, rowNumber, {
      ask: async (job) => (await askMovie(job))[0] ?? 0,
    }),
    player: option<string>("PLAYER", filmHelp.player, anyText, { fallback: "" }),
    retry,
  },
  run: async (job, { id, player: wanted, retry: patienceS }) => {
    const player = await findPlayer(wanted || undefined)
    const movie = await findMovie(job.remote, id, job)
    if (movie.is_free === 0 && movie.is_bought === 0) await buyFilm(job, movie)
    const source = await open(job, movie, patienceS)
    await playFilm(job, source, player)
    return { played: { id, name: movie.name, player: player.file } }
  },
  print: () => undefined,
})
