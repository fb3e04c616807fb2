// @tus/server with its own store of files, as its documentation starts it.
import { FileStore } from "@tus/file-store"
import { Server } from "@tus/server"

const { BENCH_PORT, BENCH_FOLDER = "" } = process.env
const server = new Server({ path: "/files", datastore: new FileStore({ directory: BENCH_FOLDER }) })
server.listen({ port: Number(BENCH_PORT), host: "127.0.0.1" })
process.on("disconnect", () => process.exit(0))
