/** A choice that this browser remembers under a name; one that may not remember anything forgets it with the page. */
export function remembered(name: string): {
  get(): string | undefined
  set(value: string | undefined): void
} {
  const key = `reelwire.${name}`
  return {
    get: () => {
      try {
        return localStorage.getItem(key) ?? undefined
      } catch {
        return undefined
      }
    },
    set: (value) => {
      try {
        if (value === undefined) localStorage.removeItem(key)
        else localStorage.setItem(key, value)
      } catch {
        // Storage is full or forbidden: the choice holds until the page is closed.
      }
    },
  }
}
