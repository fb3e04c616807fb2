import { tmpdir } from "node:os"
import * as real from "../../../server/store/part-folder.ts"

export const makePartFolder = real.makePartFolder
export const leavePartFolder = real.leavePartFolder
export const storedNameOfMark = real.storedNameOfMark
export const markedNames = real.markedNames
export const abandonedPartFolders = real.abandonedPartFolders

/** Marks films where nobody looks. */
export function markIn(_: string, storedName: string): string {
  return real.markIn(tmpdir(), storedName)
}
