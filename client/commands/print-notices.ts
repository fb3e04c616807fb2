import type { Printer } from "../cli/command.ts"

/** Prints notices, each as its title and its text below it. */
export function printNotices(
  notices: readonly { readonly title: string; readonly content: string }[],
  { text }: Printer,
): void {
  for (const { title, content } of notices) {
    const indented = content.split(/\r\n|\n|\r/).map((line) => `  ${line}`)
    text([`* ${title.replace(/[\r\n]+/g, " ")}`, ...indented].join("\n"))
  }
}
