import type { Printer } from "../cli/command.ts"

/** Notices, each as its title, what is to be said of it, and its text below. */
export function describeNotices(
  notices: readonly { readonly title: string; readonly content: string; readonly note?: string }[],
): string[] {
  return notices.map(({ title, content, note }) => {
    const indented = content.split(/\r\n|\n|\r/).map((line) => `  ${line}`)
    const head = `* ${title.replace(/[\r\n]+/g, " ")}`
    return [note === undefined || note === "" ? head : `${head}  (${note})`, ...indented].join("\n")
  })
}

/** Prints notices. */
export function printNotices(notices: Parameters<typeof describeNotices>[0], { text }: Printer): void {
  for (const described of describeNotices(notices)) text(described)
}
