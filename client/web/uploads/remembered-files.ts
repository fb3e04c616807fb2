/** A file that was chosen for upload and isn't in the library yet, as this browser remembers it over a reload. */
export type RememberedFile = {
  /** User, name and size. */
  readonly key: string
  readonly name: string
  readonly size: number
  readonly isFree: boolean
  /** Leads back to the file without choosing it again; only some browsers give one. */
  readonly handle?: FileSystemFileHandle
}

const storeName = "files"

let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("reelwire-uploads", 1)
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: "key" })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return opened
}

async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await open()
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(storeName, mode).objectStore(storeName))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  } catch {
    // A browser that may not remember anything: files have to be chosen again.
    return undefined
  }
}

/** What a file is remembered by. */
export function keyOfFile(userId: number, { name, size }: { name: string; size: number }): string {
  return `${userId} ${size} ${name}`
}

/** Remembers a file until it is forgotten. */
export async function rememberFile(file: RememberedFile): Promise<void> {
  await inStore("readwrite", (store) => store.put(file))
}

/** Forgets a file: it is in the library, or was given up. */
export async function forgetFile(key: string): Promise<void> {
  await inStore("readwrite", (store) => store.delete(key))
}

/** The files that a user chose in this browser and that aren't in the library yet. */
export async function rememberedFiles(userId: number): Promise<readonly RememberedFile[]> {
  const all = await inStore<RememberedFile[]>("readonly", (store) => store.getAll())
  return (all ?? []).filter(({ key }) => key.startsWith(`${userId} `))
}
