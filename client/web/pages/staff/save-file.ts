/** Has the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  // Spreadsheets take a text for UTF-8 where it begins with this mark.
  const address = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
