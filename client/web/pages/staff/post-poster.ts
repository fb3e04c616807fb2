import { isJsonObject } from "../../../../interface/wire/is-json-object.ts"
import { Refused } from "../../../refused.ts"
import { locale } from "../../state/locale.ts"
import { postMultipart } from "../../uploads/post-multipart.ts"
import { ConnectionLost } from "../../wire/connection-lost.ts"

/** Gives a film a poster; throws Refused, and ConnectionLost. */
export async function postPoster(
  movie_id: number,
  picture: File,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const request = { movie_id, file_size: picture.size, lang: locale.value }
  const posted = await postMultipart({
    path: "/api/v1/set_poster",
    request,
    bytes: picture,
    onProgress,
  })
  const reply = posted === undefined ? undefined : readKeys(posted.text)
  if (!isJsonObject(reply)) throw new ConnectionLost()
  if (reply.flag !== true) throw new Refused(reply)
}

function readKeys(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
