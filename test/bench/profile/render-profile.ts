import type { SelfTimes } from "./cpu-profile.ts"

/** Self times as text: categories and then the `most` functions that took the greatest part. */
export function renderProfile({ byCategory, byFunction }: SelfTimes, most: number): string {
  const total = [...byCategory.values()].reduce((sum, time) => sum + time, 0)
  const lines = (times: Map<string, number>, count: number): string[] => {
    const greatest = [...times].toSorted(([, a], [, b]) => b - a).slice(0, count)
    return greatest.map(([name, time]) => `${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`)
  }
  const categories = lines(byCategory, byCategory.size)
  return ["Self time by category", ...categories, "", "By function", ...lines(byFunction, most)].join("\n")
}
