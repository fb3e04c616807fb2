import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"

/** Where a person's programs keep what they remember: as set, else as the XDG base directories have it. */
export function stateFolder(
  given: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (given !== "") return given
  const { XDG_STATE_HOME = "" } = environment
  // A relative one has no meaning there.
  const base = isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : join(homedir(), ".local", "state")
  return join(base, "reelwire")
}
