// The client library in a process of its own, as a program that stays open uses it.
import { connect, type Remote } from "../../../client/remote.ts"
import { downloadFilm } from "../../../client/transfer/download-film.ts"
import { answerCommands } from "../kit/commands.ts"

let remote: Remote | undefined

const commands = {
  /** Logs a member in. */
  logIn: async ({ port, name, password }: { port: number; name: string; password: string }) => {
    remote = await connect({ host: "127.0.0.1", port, tls: false })
    await remote.call("login", { name, password, user_type: "user" })
  },

  /** Downloads a film into a folder; answers the seconds that this took and the film's size in bytes. */
  download: async ({ id, folder, connections }: { id: number; folder: string; connections: number }) => {
    if (remote === undefined) throw new Error("nobody is logged in")
    const start = performance.now()
    const { size } = await downloadFilm(remote, id, { folder, connections, overwrite: false, patienceS: 0 })
    return { bytes: size, seconds: (performance.now() - start) / 1000 }
  },
}

/** The commands of the process that downloads with the client library. */
export type ClientCommands = typeof commands

answerCommands(commands)
