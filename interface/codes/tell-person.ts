import type { User } from "../../db/user.ts"
import type { Way } from "../contact.ts"
import type { Context } from "../context.ts"
import { letterTexts } from "../text/letters.ts"
import { say } from "../text/locale.ts"

type LetterName = keyof typeof letterTexts
type Reached = Pick<User, "name" | "email" | "email_time" | "phone" | "phone_time">

/**
 * Tells somebody what happened to their account, behind the reply and where something leaves at all: at their verified mail
 * address, else at their verified phone, or at the one of `ways`.
 */
export function tellPerson(
  { background, locale, messenger }: Pick<Context, "background" | "locale" | "messenger">,
  user: Reached,
  {
    subject,
    text,
    ways = ["email", "phone"],
  }: {
    readonly subject: LetterName
    readonly text: LetterName
    readonly ways?: readonly Way[]
  },
): void {
  const verified = { email: user.email_time && user.email, phone: user.phone_time && user.phone }
  const way = ways.find((each) => verified[each] !== null && messenger.canSend(each))
  const to = way && verified[way]
  if (!way || !to) return
  const letter = {
    way,
    to,
    subject: say(letterTexts[subject], locale),
    text: say(letterTexts[text], locale, { name: user.name }),
  }
  background.begin("telling somebody about their account", () => messenger.send(letter))
}
