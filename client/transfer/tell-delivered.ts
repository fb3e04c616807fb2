import type { Remote } from "../remote.ts"
import type { DownloadRecord } from "./download-record.ts"
import { keepTrying, type Patience } from "./keep-trying.ts"

/** Seconds in which the server has to hear of it. */
const mostS = 10

/** Tells the server that a film is here; it is, whether the server hears of it or not. */
export async function tellDelivered(
  remote: Remote,
  { id }: DownloadRecord,
  { signal, patienceS }: Patience,
): Promise<void> {
  if (id === undefined) return
  const patience = { signal, patienceS: Math.min(patienceS, mostS) }
  await keepTrying(remote, patience, () => remote.call("delivered", { download_id: id }, { signal })).catch(
    () => undefined,
  )
}
