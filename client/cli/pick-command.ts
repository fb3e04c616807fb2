import type { Role } from "../../interface/context.ts"
import { accountTexts } from "../../interface/text/client/account.ts"
import { programTexts } from "../../interface/text/client/program.ts"
import { terminalAsker } from "../terminal/asker.ts"
import { Trouble } from "../trouble.ts"
import type { Command } from "./command.ts"
import type { Desk } from "./desk.ts"
import { mayDo } from "./may-do.ts"
import type { Program } from "./program.ts"

/** What somebody chose from the menu. */
export type Picked = Command | "log out" | "quit"

/** Who is logged in: what they may do of the staff's work. */
export type Person = { readonly role: Role | null }

type Family = { readonly title: string; readonly members: readonly Command[] }
type Choice<T> = { readonly name: string; readonly value: T }

/** Lets somebody choose what to do next; the commands of a family stand behind one line. */
export async function pickCommand(desk: Desk, person: Person | undefined): Promise<Picked> {
  const { program, say } = desk
  const isLoggedIn = person !== undefined
  const commands = program.commands.filter(
    (one) =>
      one.inMenu &&
      one.needsLogin === isLoggedIn &&
      (person === undefined || mayDo(program, one.name, person.role)),
  )
  for (;;) {
    const choices: Choice<Picked | Family>[] = choicesOf(desk, commands)
    if (isLoggedIn) choices.push({ name: say(accountTexts.menuLogOut), value: "log out" })
    choices.push({ name: say(programTexts.menuQuit), value: "quit" })
    const picked = await choose(desk, say(programTexts.menuTitle), choices)
    if (typeof picked === "string" || "perform" in picked) return picked
    const members: Choice<Command | "back">[] = picked.members.map((one) => ({
      name: say(one.title),
      value: one,
    }))
    members.push({ name: say(programTexts.menuBack), value: "back" })
    const member = await choose(desk, picked.title, members)
    if (member !== "back") return member
  }
}

/** A choice for each command, and one for each family where its first command stands. */
function choicesOf({ program, say }: Desk, commands: readonly Command[]): Choice<Command | Family>[] {
  const choices = new Map<string, Choice<Command | Family>>()
  for (const one of commands) {
    const familyName = familyOf(program, one)
    const family = familyName === undefined ? undefined : program.families[familyName]
    if (family === undefined) choices.set(one.name, { name: say(one.title), value: one })
    else if (!choices.has(`${familyName} `)) {
      const members = commands.filter((other) => familyOf(program, other) === familyName)
      const title = say(family.title)
      choices.set(`${familyName} `, { name: title, value: { title, members } })
    }
  }
  return [...choices.values()]
}

/** The family behind whose line a command stands; undefined for one that has a line of its own. */
function familyOf({ behind }: Program, { name }: Command): string | undefined {
  const [first, second] = name.split(" ")
  return second === undefined ? behind?.[name] : first
}

async function choose<T>(
  { say, interrupts }: Desk,
  question: string,
  choices: readonly Choice<T>[],
): Promise<T | "quit"> {
  try {
    return await terminalAsker(say, interrupts.next()).choose(question, choices)
  } catch (error) {
    if (error instanceof Trouble && error.code === "INPUT_ENDED") return "quit"
    throw error
  }
}
