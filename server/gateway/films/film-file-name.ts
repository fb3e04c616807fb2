/** A film's name as a file's: no program takes it for a path, and XML and HTTP can say it. */
export function filmFileName(name: string): string {
  const safe = name.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Cn}\p{Zl}\p{Zp}/\\]/gu, "_")
  return /^\.+$/.test(safe) || safe === "" ? "film" : safe
}
