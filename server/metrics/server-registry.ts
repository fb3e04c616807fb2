import { Counter, Gauge, Registry } from "prom-client"
import type { App } from "../app.ts"

/**
 * A registry of one server's own: what it counts anyway is read out of it when somebody asks. `webSockets` tells how many of
 * them are open.
 */
export function serverRegistry(
  { metrics, sessions, slots, settings, database }: App,
  webSockets: () => number,
): Registry {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  }

  new Counter({
    name: "reelwire_messages_total",
    help: "Messages that were answered, by the way they came, their type and the reply's code.",
    labelNames: ["way", "type", "code"],
    registers,
    collect() {
      this.reset()
      for (const { count, ...labels } of metrics.answers()) this.inc(labels, count)
    },
  })
  new Counter({
    name: "reelwire_film_bytes_total",
    help: "Bytes of films that came in or went out.",
    labelNames: ["direction"],
    registers,
    collect() {
      this.reset()
      this.inc({ direction: "in" }, metrics.filmBytesIn)
      this.inc({ direction: "out" }, metrics.filmBytesOut)
    },
  })
  new Gauge({
    name: "reelwire_connections",
    help: "Connections that are open, by kind.",
    labelNames: ["kind"],
    registers,
    collect() {
      this.set({ kind: "tcp" }, metrics.tcpConnections)
      this.set({ kind: "websocket" }, webSockets())
    },
  })
  gauge(
    "reelwire_sessions",
    "Sessions that are live, those in their grace time among them.",
    () => sessions.size,
  )
  gauge("reelwire_download_slots", "Downloads at once at most; 0 for no limit.", () => settings.downloadSlots)
  gauge("reelwire_download_slots_taken", "Transfer slots that are taken.", () => slots.counts.slots)
  gauge("reelwire_queue_places", "Places in the line for downloads.", () => slots.counts.places)
  gauge("reelwire_database_connections", "Connections to the database at most.", () => database.load.most)
  gauge(
    "reelwire_database_connections_taken",
    "Connections to the database that are in use; of SQLite the one that writes.",
    () => database.load.taken,
  )
  gauge(
    "reelwire_database_waiting",
    "Calls that wait for a connection to the database.",
    () => database.load.waiting,
  )
  return registry
}
