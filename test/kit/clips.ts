import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { type Film, sampledMd5Of } from "./films.ts"
import { temporaryFolder } from "./temporary-folder.ts"

const run = promisify(execFile)

/** Has ffmpeg make a film of a test picture, and a tone where `sound` says so; `args` come before the file's name. */
export async function makeClip(
  file_name: string,
  {
    size = "640x360",
    seconds = 4,
    sound = false,
    args = [],
  }: { size?: string; seconds?: number; sound?: boolean; args?: readonly string[] } = {},
): Promise<Buffer> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, file_name)
  const picture = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=10:duration=${seconds}`]
  const tone = sound ? ["-f", "lavfi", "-i", `sine=duration=${seconds}`] : []
  await run("ffmpeg", ["-v", "error", ...picture, ...tone, ...args, path])
  // Awaited here: the folder goes when the function ends.
  return await readFile(path)
}

/** Bytes as a film to upload. */
export function filmOf(bytes: Buffer, file_name = "film.mp4"): Film {
  const file_md5 = sampledMd5Of(bytes)
  return {
    bytes,
    request: { type: "upload_movie", file_name, file_size: bytes.length, file_md5, is_free: 1 },
  }
}
