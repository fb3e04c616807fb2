import { Trouble } from "../trouble.ts"

/** A file system's error about a path as Trouble; anything else comes back as it is. */
function fileTrouble(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error
  // Only the system's calls name themselves; a Trouble or an error of the network does not come from a file.
  if (error instanceof Trouble || !("syscall" in error)) return error
  const options = { cause: error }
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return new Trouble("NO_SUCH_FILE", { path }, options)
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new Trouble("FILE_FORBIDDEN", { path }, options)
    case "EEXIST":
      return new Trouble("FILE_EXISTS", { path }, options)
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new Trouble("DISK_FULL", { path }, options)
    case "EISDIR":
      return new Trouble("NOT_A_FILE", { path }, options)
    default:
      return new Trouble("FILE_FAILED", { path, reason: error.code }, options)
  }
}

/** Runs something that works on a file, turning the file system's errors into Trouble. */
export async function onFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw fileTrouble(error, path)
  }
}
