import { spawn } from "node:child_process"
import { constants } from "node:fs"
import { access } from "node:fs/promises"
import { basename, delimiter, extname, join, resolve } from "node:path"
import { Trouble } from "../trouble.ts"

/** A program that plays films. */
export type Player = { readonly name: string; readonly file: string }

/** What is said to each player that we know: to end with the film, and what to call it. */
const argumentsOf: Readonly<Record<string, (title: string) => string[]>> = {
  mpv: (title) => [`--force-media-title=${title}`],
  vlc: (title) => ["--play-and-exit", `--meta-title=${title}`],
  ffplay: (title) => ["-hide_banner", "-autoexit", "-window_title", title],
}

/** The players that are looked for, the preferred one first. */
const knownPlayers: readonly string[] = Object.keys(argumentsOf)

/** Finds the player of a name or a path, or the first one that we know; throws Trouble NO_PLAYER. */
export async function findPlayer(wanted: string | undefined, path = process.env.PATH ?? ""): Promise<Player> {
  for (const name of wanted === undefined ? knownPlayers : [wanted]) {
    const file = await programOf(name, path)
    if (file !== undefined) return { name: basename(name, extname(name)), file }
  }
  throw new Trouble("NO_PLAYER", { what: wanted ?? knownPlayers.join(", ") })
}

/**
 * Lets a player play what is at an address until it ends, or the signal ends it; what it writes goes to standard error. Throws
 * the signal's reason, and Trouble PLAYER_FAILED.
 */
export async function play(
  { name, file }: Player,
  url: string,
  title: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const words = [...(argumentsOf[name]?.(title) ?? []), url]
  const child = spawn(file, words, { stdio: ["inherit", process.stderr, process.stderr] })
  const { promise, resolve: ended, reject } = Promise.withResolvers<number | string>()
  child.once("error", reject)
  child.once("exit", (code, killedBy) => ended(code ?? killedBy ?? "?"))
  const end = (): void => void child.kill("SIGTERM")
  signal.addEventListener("abort", end)
  try {
    const state = await promise
    signal.throwIfAborted()
    if (state === 0) return
    if (state === "SIGINT") throw new Trouble("INTERRUPTED")
    throw new Trouble("PLAYER_FAILED", { player: file, reason: state })
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof Trouble) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Trouble("PLAYER_FAILED", { player: file, reason }, { cause })
  } finally {
    signal.removeEventListener("abort", end)
  }
}

async function programOf(name: string, path: string): Promise<string | undefined> {
  const isPath = name.includes("/") || name.includes("\\")
  const folders = isPath ? [""] : path.split(delimiter).filter((folder) => folder !== "")
  for (const folder of folders) {
    for (const ending of process.platform === "win32" ? ["", ".exe"] : [""]) {
      const file = isPath ? resolve(name + ending) : join(folder, name + ending)
      if (await isProgram(file)) return file
    }
  }
  return undefined
}

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}
