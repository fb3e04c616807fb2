import type { exitCodeTexts } from "../../interface/text/client-help.ts"
import type { TroubleCode } from "../trouble.ts"

/** The numbers that the clients end with. */
export type ExitCode = keyof typeof exitCodeTexts

/** The exit code of each trouble of a client's own. */
export const troubleExitCodes: Readonly<Record<TroubleCode, ExitCode>> = {
  WRONG_USAGE: 2,
  UNKNOWN_COMMAND: 2,
  HALF_A_COMMAND: 2,
  UNKNOWN_OPTION: 2,
  VALUE_MISSING: 2,
  TOO_MANY_ARGUMENTS: 2,
  WRONG_VALUE: 2,
  ONLY_ONE_OF: 2,
  MISSING: 2,
  PASSWORDS_DIFFER: 2,
  NEEDS_YES: 2,
  NEEDS_COMMAND: 2,
  BAD_SETTING: 2,
  DECLINED: 1,
  INTERRUPTED: 130,
  INPUT_ENDED: 130,
  UPLOAD_INTERRUPTED: 130,
  DOWNLOAD_INTERRUPTED: 130,
  CANNOT_CONNECT: 3,
  CONNECTION_LOST: 3,
  NOT_REELWIRE: 3,
  BUYING_IN_DOUBT: 3,
  BUYING_LEFT: 130,
  FILM_IS_FREE: 1,
  NO_SUCH_TERM: 2,
  NO_SUCH_MOVIE: 1,
  NO_MOVIES: 1,
  NO_SUCH_UPLOAD: 1,
  NO_UPLOADS: 1,
  NOT_IN_TRASH: 1,
  NO_TRASH: 1,
  STORE_HAS_PROBLEMS: 1,
  STORE_NOT_REPAIRED: 1,
  CHECK_LEFT: 130,
  CHECK_BROKE_OFF: 1,
  NO_FILES: 5,
  SOME_FAILED: 1,
  FILM_CHANGED: 5,
  WRONG_BYTES: 1,
  PIECE_DAMAGED: 1,
  NO_SUCH_FILE: 5,
  NOT_A_FILE: 5,
  EMPTY_FILE: 5,
  FILE_FORBIDDEN: 5,
  FILE_EXISTS: 5,
  PART_EXISTS: 5,
  DOWNLOAD_BUSY: 5,
  NO_PLAYER: 5,
  PLAYER_FAILED: 1,
  DISK_FULL: 5,
  FILE_FAILED: 5,
  UNEXPECTED: 1,
}

/** The refusals that are about who somebody is; every other one ends with 1. */
export const logInRefusals: ReadonlySet<string> = new Set([
  "NOT_LOGGED_IN",
  "BAD_LOGIN",
  "ACCOUNT_LOCKED",
  "TOO_MANY_FAILURES",
])
