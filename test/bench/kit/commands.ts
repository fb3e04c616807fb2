/** What a helper process does when asked, by name; arguments and answers are whatever structured clone takes. */
export type Commands = { readonly [name: string]: (argument: never) => unknown }

/** The answer to one command. */
export type Answer = { readonly value: unknown } | { readonly error: string }

/** Answers the commands that the process which started this one sends, one after the other; ends with that process. */
export function answerCommands(commands: Commands): void {
  process.on("message", ({ name, argument }: { name: string; argument: never }) => {
    const command = commands[name]
    void (async () => command?.(argument))()
      .then(
        (value): Answer => ({ value }),
        (error: unknown): Answer => ({ error: error instanceof Error ? String(error.stack) : String(error) }),
      )
      .then((answer) => process.send?.(answer))
  })
  process.on("disconnect", () => process.exit(0))
}
