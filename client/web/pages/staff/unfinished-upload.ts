import type { ReplyOf } from "../../../../interface/protocol.ts"

type OnServer = ReplyOf<"list_uploads">["uploads"][number]

/** What a browser remembers of a file at least. */
type Remembered = { readonly key: string; readonly name: string; readonly size: number }

/** An upload that isn't finished and that this window does nothing about. */
export type UnfinishedUpload<File extends Remembered> = {
  readonly key: string
  readonly name: string
  readonly size: number
  /** What the server has of it; undefined where it was chosen here and never begun. */
  readonly onServer: OnServer | undefined
  readonly remembered: File | undefined
}

/** What the server has of unfinished uploads, and what this browser remembers of its own, as one list. */
export function unfinishedUploads<File extends Remembered>(
  onServer: readonly OnServer[],
  remembered: readonly File[],
  isUnderWay: (file: { name: string; size: number }) => boolean,
): readonly UnfinishedUpload<File>[] {
  const left = [...remembered]
  const there = onServer.map((upload): UnfinishedUpload<File> => {
    const { id, name, size, is_own } = upload
    const at = is_own === 1 ? left.findIndex((file) => file.name === name && file.size === size) : -1
    const [file] = at < 0 ? [] : left.splice(at, 1)
    return { key: `upload ${id}`, name, size, onServer: upload, remembered: file }
  })
  const never = left.map((file): UnfinishedUpload<File> => {
    const { key, name, size } = file
    return { key, name, size, onServer: undefined, remembered: file }
  })
  return [...there, ...never].filter((upload) => upload.onServer?.is_own === 0 || !isUnderWay(upload))
}
