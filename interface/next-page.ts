/** Where the page after this one begins: the last row's id where the page is full, else null. */
export function nextPage(rows: readonly { readonly id: number }[], limit: number): number | null {
  return rows.length === limit ? (rows.at(-1)?.id ?? null) : null
}
