import type { Answer, Remote, TransferOptions } from "../remote.ts"
import type { FilmFile } from "./film-file.ts"

/** Sends an open file to the library under its own name; throws what Remote.upload throws, and Trouble about the file. */
export function uploadFile(
  remote: Remote,
  file: FilmFile,
  { isFree, ...options }: TransferOptions & { readonly isFree: boolean },
): Promise<Answer<"upload_movie">> {
  const request = {
    file_name: file.name,
    file_size: file.size,
    file_md5: file.sampledMd5,
    is_free: isFree,
  }
  return remote.upload(request, file.bytes(), options)
}
