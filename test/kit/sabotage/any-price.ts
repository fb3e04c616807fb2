import * as real from "../../../interface/money/buy-film.ts"

/** Sells a film at whatever it costs, without a look at what was confirmed. */
export const buyFilm: typeof real.buyFilm = ({ session, settings, movieId }) =>
  real.buyFilm({ session, settings, movieId })
