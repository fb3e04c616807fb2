import { writeFile } from "node:fs/promises"

/**
 * Lets a new user namespace have root, nobody and a film's owner, each as itself: only so do capabilities there hold for the
 * film, and for no other machine's or namespace's files. Only root may do that.
 */
export async function mapUsers(
  pid: number,
  nobody: number,
  owner: { readonly uid: number; readonly gid: number },
): Promise<void> {
  const lines = (ids: readonly number[]): string => [...new Set(ids)].map((id) => `${id} ${id} 1\n`).join("")
  await writeFile(`/proc/${pid}/uid_map`, lines([0, nobody, owner.uid]))
  await writeFile(`/proc/${pid}/gid_map`, lines([0, nobody, owner.gid]))
}
