/** Where a film lies until it is whole; what is known of it lies beside that. */
export function partOf(target: string): string {
  return `${target}.part`
}
