import { foldName } from "../db/fold-name.ts"

/** What somebody is called who deleted their account. */
export function erasedName(userId: number): string {
  return `deleted-${userId}`
}

/** Whether a name is such a one: nobody may take it, or somebody could not delete their account. */
export function isErasedName(name: string): boolean {
  return /^deleted-\d+$/.test(foldName(name))
}
