import type { Look } from "./browser.ts"
import { isTorture } from "./scale.ts"

/** The looks in which a page is held to be accessible: each theme, size and language once; in torture each theme in each size. */
export const looks: readonly Required<Look>[] = [
  { theme: "light", size: "wide", locale: "en" },
  { theme: "dark", size: "phone", locale: "zh" },
  ...(isTorture
    ? ([
        { theme: "light", size: "phone", locale: "zh" },
        { theme: "dark", size: "wide", locale: "en" },
      ] as const)
    : []),
]
