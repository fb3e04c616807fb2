/** A hue for a title, always the same one: what is drawn where a film has no poster. */
export function hueOf(title: string): number {
  let hash = 7
  for (const character of title) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % 360
}
