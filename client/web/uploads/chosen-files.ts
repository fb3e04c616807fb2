/** A file that a person chose or dropped. */
export type ChosenFile = { readonly file: File; readonly handle?: FileSystemFileHandle }

/** What was dropped: the files, and the names of what is none. */
export type Dropped = { readonly files: readonly ChosenFile[]; readonly folders: readonly string[] }

type Picker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>

/** Has files chosen in a way that leads back to them after a reload; undefined where the browser has none. */
export function filePicker(): (() => Promise<readonly ChosenFile[]>) | undefined {
  if (!("showOpenFilePicker" in window) || typeof window.showOpenFilePicker !== "function") return undefined
  const pick: Picker = window.showOpenFilePicker.bind(window)
  return async () => {
    try {
      return await Promise.all((await pick({ multiple: true })).map(withFile))
    } catch (error) {
      // Nothing was chosen.
      if (error instanceof DOMException && error.name === "AbortError") return []
      throw error
    }
  }
}

/** Asks for leave to read a file that was chosen before, and opens it; undefined where it is gone or forbidden. */
export async function openAgain(handle: FileSystemFileHandle): Promise<ChosenFile | undefined> {
  try {
    if ("requestPermission" in handle && typeof handle.requestPermission === "function") {
      const leave: unknown = await handle.requestPermission({ mode: "read" })
      if (leave !== "granted") return undefined
    }
    return await withFile(handle)
  } catch {
    return undefined
  }
}

/** The files of a drop; it has to be called while the drop's event is handled. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items].filter(({ kind }) => kind === "file")
  const found = await Promise.all(
    items.map(async (item) => {
      // All of these end with the event, so none may wait for another.
      const [entry, file, handle] = [item.webkitGetAsEntry(), item.getAsFile(), handleOf(item)]
      return { isFolder: entry?.isDirectory === true, name: entry?.name ?? "", file, handle: await handle }
    }),
  )
  const folders = found.filter(({ isFolder }) => isFolder).map(({ name }) => name)
  const files = found.flatMap(({ isFolder, file, handle }) =>
    isFolder || file === null ? [] : [handle === undefined ? { file } : { file, handle }],
  )
  return { files, folders }
}

async function handleOf(item: DataTransferItem): Promise<FileSystemFileHandle | undefined> {
  if (!("getAsFileSystemHandle" in item) || typeof item.getAsFileSystemHandle !== "function") return undefined
  const asking: Promise<unknown> = item.getAsFileSystemHandle()
  const handle = await asking.catch(() => undefined)
  return isFileHandle(handle) ? handle : undefined
}

function isFileHandle(handle: unknown): handle is FileSystemFileHandle {
  return typeof handle === "object" && handle !== null && "kind" in handle && handle.kind === "file"
}

async function withFile(handle: FileSystemFileHandle): Promise<ChosenFile> {
  return { file: await handle.getFile(), handle }
}
