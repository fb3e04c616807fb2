import { Notice } from "../../db/notice.ts"
import { type Locale, say, type Text } from "../text/locale.ts"

/** What the server writes to somebody. */
export type Letter = {
  readonly userId: number
  readonly text: { readonly title: Text; readonly content: Text }
  readonly values?: Readonly<Record<string, string>>
  /** When it is of no interest any more. */
  readonly until?: Date
}

/** Leaves somebody a notice of the server's own; called in the transaction of what it is about. */
export async function writeToPerson(lang: Locale, { userId, text, values, until }: Letter): Promise<void> {
  await new Notice({
    title: say(text.title, lang, values),
    content: say(text.content, lang, values),
    // A notice has an author, and nobody else of the library wrote it.
    author_id: userId,
    audience: "person",
    user_id: userId,
    until_time: until ?? null,
    is_system: true,
  }).save()
}
