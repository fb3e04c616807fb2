/** A whole number between bounds as a person types it; undefined where it is none. */
export function parseCount(text: string, least: number, most: number): number | undefined {
  const count = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN
  return count >= least && count <= most ? count : undefined
}
