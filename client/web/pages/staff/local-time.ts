/** A moment as a field for local times has it; empty for none. */
export function toLocalField(moment: string | null): string {
  if (moment === null) return ""
  const time = new Date(moment)
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What such a field says as a moment; undefined where it is empty. */
export function fromLocalField(field: string): string | undefined {
  return field === "" ? undefined : new Date(field).toISOString()
}
