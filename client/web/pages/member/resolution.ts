/** What a picture's size is called: 4K, HD; undefined for smaller ones, and where it isn't known. */
export function resolutionName(width: number | null, height: number | null): string | undefined {
  if (width === null || height === null) return undefined
  const long = Math.max(width, height)
  const short = Math.min(width, height)
  if (long >= 3800 || short >= 2000) return "4K"
  return long >= 1280 || short >= 720 ? "HD" : undefined
}
