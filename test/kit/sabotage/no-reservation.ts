/** As on a system or a file system that can't reserve room. */
export async function reserveBytes(_: number, __: number): Promise<boolean> {
  return false
}
