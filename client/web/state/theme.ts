import { ref, watchEffect } from "vue"
import { remembered } from "./remembered.ts"

/** Light, dark, or as the system is. */
export type Theme = "light" | "dark" | "system"

const kept = remembered("theme")

/** What was chosen here. */
export const theme = ref<Theme>(themeOf(kept.get()))

/** Chooses light or dark, which this browser remembers. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen
  kept.set(chosen === "system" ? undefined : chosen)
}

function themeOf(text: string | undefined): Theme {
  return text === "light" || text === "dark" ? text : "system"
}

watchEffect(() => {
  const { dataset } = document.documentElement
  if (theme.value === "system") delete dataset.theme
  else dataset.theme = theme.value
})
