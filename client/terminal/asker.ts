import { setTimeout as pause } from "node:timers/promises"
import { checkbox, confirm, input, password, Separator, search, select } from "@inquirer/prompts"
import { programTexts } from "../../interface/text/client/program.ts"
import { prompted } from "./prompted.ts"
import type { Say } from "./say.ts"

/** One thing to choose, and how it is shown. */
type Choice<T> = { readonly name: string; readonly value: T }

/** Somebody at a terminal who can be asked. Every question throws Trouble INTERRUPTED (Ctrl-C) or INPUT_ENDED (Ctrl-D). */
export type Asker = {
  choose<T>(message: string, choices: readonly Choice<T>[]): Promise<T>
  /** Choosing among many, by typing a part of the name. */
  search<T>(message: string, choices: readonly Choice<T>[]): Promise<T>
  /** Choosing among more than can be shown, by typing: `find` answers what there is for what was typed. */
  find<T>(message: string, find: (term: string) => Promise<readonly Choice<T>[]>): Promise<T>
  pick<T>(message: string, choices: readonly Choice<T>[]): Promise<T[]>
  text(
    message: string,
    options?: { readonly fallback?: string; readonly mayBeEmpty?: boolean },
  ): Promise<string>
  secret(message: string): Promise<string>
  confirm(message: string): Promise<boolean>
}

const pageSize = 12
/** How long somebody pauses who has typed what they wanted. */
const typingMs = 200

/** Lines of a menu that are shown at once: as many as the terminal has, but for the question and the help below. */
function menuSize(): number {
  return Math.max(pageSize, (process.stderr.rows || 28) - 4)
}

/** Asks on this process's terminal: standard input and standard error, so that standard output stays clean. */
export function terminalAsker(say: Say, signal: AbortSignal): Asker {
  const keysHelpTip = (keys: [key: string, action: string][]): string =>
    keys
      .map(([key, action]) => `${key} ${say(actionTexts[action] ?? { en: action, zh: action })}`)
      .join(" • ")
  const style = { keysHelpTip }
  const isGiven = (value: string): boolean | string => value !== "" || say(programTexts.needsValue)
  const ask = <T>(question: Parameters<typeof prompted<T>>[1]): Promise<T> => prompted(signal, question)
  return {
    choose: (message, choices) =>
      ask((context) =>
        select({ message, choices, pageSize: menuSize(), loop: false, theme: { style } }, context),
      ),
    search: (message, choices) =>
      ask((context) =>
        search(
          { message, pageSize, theme: { style }, source: (term) => matching(choices, term, say) },
          context,
        ),
      ),
    find: (message, find) =>
      ask((context) =>
        search(
          {
            message,
            pageSize,
            theme: { style },
            source: async (term, { signal: typedOn }) => {
              // Nobody asks for every letter of somebody who types fast.
              await pause(typingMs, undefined, { signal: typedOn }).catch(() => undefined)
              return typedOn.aborted ? [] : orNothing(await find(term ?? ""), say)
            },
          },
          context,
        ),
      ),
    pick: (message, choices) =>
      ask((context) =>
        checkbox(
          {
            message,
            choices,
            pageSize,
            loop: false,
            validate: (picked) => picked.length > 0 || say(programTexts.needsValue),
            theme: { style },
          },
          context,
        ),
      ),
    text: (message, { fallback, mayBeEmpty = false } = {}) =>
      ask((context) =>
        input(
          {
            message,
            ...(fallback === undefined ? {} : { default: fallback }),
            validate: (value) => mayBeEmpty || isGiven(value),
          },
          context,
        ),
      ),
    secret: (message) =>
      ask((context) => password({ message, mask: "*", toggleMask: false, validate: isGiven }, context)),
    confirm: (message) => {
      const keywords = {
        yes: say(programTexts.yes),
        no: say(programTexts.no),
        error: () => say(programTexts.yesOrNo),
      }
      return ask((context) => confirm({ message, default: false, theme: { keywords } }, context))
    },
  }
}

const actionTexts: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  navigate: programTexts.keyNavigate,
  select: programTexts.keySelect,
  submit: programTexts.keySubmit,
  all: programTexts.keyAll,
  invert: programTexts.keyInvert,
}

function matching<T>(choices: readonly Choice<T>[], term: string | undefined, say: Say) {
  const words = (term ?? "").toLowerCase().split(/\s+/)
  const found = choices.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
  return orNothing(found, say)
}

function orNothing<T>(found: readonly Choice<T>[], say: Say) {
  // An empty list would be answered with a sentence that is in no catalogue.
  return found.length > 0 ? found : [new Separator(say(programTexts.nothingFound))]
}
