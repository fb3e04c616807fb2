/** The form in which two names that differ in case or width alone are equal: NFKC, then lower case. */
export function foldName(name: string): string {
  return name.normalize("NFKC").toLowerCase()
}
