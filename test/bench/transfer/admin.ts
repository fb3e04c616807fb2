import { Peer } from "../../kit/peer.ts"
import { password } from "../../kit/people.ts"
import { frameOf } from "../requests/messages.ts"
import { filmBytes, sampledMd5 } from "./film.ts"

/** The upload_movie frame of the film. */
export function uploadFrame(session: string): Buffer {
  return frameOf({
    type: "upload_movie",
    session,
    file_name: "a film.mp4",
    file_size: filmBytes,
    file_md5: sampledMd5(),
    is_free: 1,
  })
}

/** Makes an admin in an empty library and logs them in, on a connection that has to stay open. */
export async function logAdminIn(port: number): Promise<Peer> {
  const peer = await Peer.connect({ port })
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  const reply = await peer.ok({ type: "login", name: "admin", password, user_type: "admin" })
  peer.session = String(reply.session)
  return peer
}
