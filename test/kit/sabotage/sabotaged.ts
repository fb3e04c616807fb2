/**
 * The environment of a program of the project under the sabotage that REELWIRE_TEST_SABOTAGE names, as a rule none, and
 * under `others`.
 */
export function sabotaged(...others: readonly string[]): Record<string, string> {
  const { REELWIRE_TEST_SABOTAGE: given = "" } = process.env
  const names = given === "" ? others : [given, ...others]
  if (names.length === 0) return {}
  const imports = names.map((name) => `--import=${new URL(`./install.ts?${name}`, import.meta.url).href}`)
  return { NODE_OPTIONS: imports.join(" ") }
}
