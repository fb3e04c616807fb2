import assert from "node:assert/strict"
import { Verification } from "../../db/verification.ts"
import type { Letter } from "../../interface/context.ts"
import type { TestServer } from "./server.ts"
import { until } from "./until.ts"

/** The messages to people that a server, which has neither mail server nor gateway, wrote into its log. */
export function letters({ logged }: TestServer): Letter[] {
  return logged.map((line) => JSON.parse(line)).filter((entry) => "way" in entry && "text" in entry)
}

/** The message of this number, counted from 1, once it is there. */
export async function letter(server: TestServer, number: number): Promise<Letter> {
  await until(`message ${number} is there`, () => letters(server).length >= number)
  return letters(server)[number - 1] ?? assert.fail()
}

/** The six digits in a message. */
export function codeIn({ text }: Letter): string {
  return /\b\d{6}\b/.exec(text)?.[0] ?? assert.fail(`there is no code in ${text}`)
}

/** The token of the link in a message. */
export function tokenIn({ text }: Letter): string {
  return /\/reset#([\w-]{43})$/m.exec(text)?.[1] ?? assert.fail(`there is no link in ${text}`)
}

/** A code of six digits that is not this one. */
export function otherCode(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, "0")
}

/** Lets so many seconds go by for the codes that a server has sent. */
export async function pass(server: TestServer, seconds: number): Promise<void> {
  await server.running.app.database.run(async () => {
    for (const { id, create_time } of await Verification.select()) {
      await Verification.update({ id }, { create_time: new Date(create_time.getTime() - seconds * 1000) })
    }
  })
}
