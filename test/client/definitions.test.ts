import assert from "node:assert/strict"
import { test } from "node:test"
import { troubleExitCodes } from "../../client/cli/exit-codes.ts"
import { shownName } from "../../client/cli/param.ts"
import { parseCommandLine } from "../../client/cli/parse-command-line.ts"
import { adminProgram } from "../../client/commands/admin-program.ts"
import { userProgram } from "../../client/commands/user-program.ts"
import { speaker } from "../../client/terminal/say.ts"
import { exitCodeTexts } from "../../interface/text/client/program.ts"
import type { Locale } from "../../interface/text/locale.ts"

/** What a program prints as help. */
function helpOf(program: typeof adminProgram, words: readonly string[], locale: Locale): string {
  let printed = ""
  const write = process.stdout.write
  process.stdout.write = (text: string | Uint8Array): boolean => {
    printed += String(text)
    return true
  }
  try {
    assert.equal(parseCommandLine(program, [...words, "--help"], speaker(locale)), "help")
  } finally {
    process.stdout.write = write
  }
  return printed.replace(/\s+/g, " ")
}

const programs = [adminProgram, userProgram]

test("each program has the commands that it promises", () => {
  const names = programs.map(({ commands }) => commands.map(({ name }) => name))
  assert.deepEqual(names, [
    [
      "register",
      "login",
      "logout",
      "upload",
      "uploads list",
      "uploads drop",
      "list",
      "show",
      "edit",
      "delete",
      "trash list",
      "trash restore",
      "trash purge",
      "poster set",
      "poster remove",
      "prices set",
      "prices offer",
      "prices free",
      "prices paid",
      "vouchers make",
      "vouchers list",
      "vouchers show",
      "vouchers revoke",
      "refund",
      "adjust",
      "ledger export",
      "ledger sums",
      "audit",
      "statistics",
      "notices publish",
      "notices list",
      "notices edit",
      "notices withdraw",
      "notices readers",
      "notices read",
      "notices acknowledge",
      "users list",
      "users show",
      "users lock",
      "users unlock",
      "users password",
      "users vip",
      "users role",
      "invite",
      "invite-member",
      "trail",
      "queue",
      "store check",
      "store repair",
      "devices list",
      "devices revoke",
      "profile show",
      "profile set",
      "verify email",
      "verify phone",
      "password change",
      "password forgot",
      "password reset",
      "rename",
      "delete-account",
    ],
    [
      "register",
      "login",
      "logout",
      "list",
      "show",
      "download",
      "play",
      "buy",
      "purchases",
      "buy-vip",
      "redeem",
      "balance",
      "statement",
      "history",
      "notices list",
      "notices acknowledge",
      "notices watch",
      "whoami",
      "devices list",
      "devices revoke",
      "profile show",
      "profile set",
      "verify email",
      "verify phone",
      "password change",
      "password forgot",
      "password reset",
      "rename",
      "delete-account",
    ],
  ])
})

for (const program of programs) {
  for (const locale of ["en", "zh"] as const) {
    test(`the ${program.name}s' help in ${locale} tells every command, option and exit code`, () => {
      const root = helpOf(program, [], locale)
      for (const [code, text] of Object.entries(exitCodeTexts))
        assert.ok(root.includes(`${code} ${text[locale]}`))
      for (const { name, doc, params } of program.commands) {
        const [first = "", second] = name.split(" ")
        assert.ok(root.includes(` ${first} `), first)
        assert.ok(
          second !== undefined || root.replaceAll(" ", "").includes(doc[locale].replaceAll(" ", "")),
          name,
        )
        const help = helpOf(program, name.split(" "), locale)
        for (const [each, param] of Object.entries(params)) {
          for (const shown of shownName(each, param).replace(/>$/, "").split("/"))
            assert.ok(help.includes(shown), shown)
          for (const text of Object.values(param.docs)) assert.ok(help.includes(text[locale]), text[locale])
        }
        for (const option of [
          "--server",
          "--name",
          "--password-file",
          "--json",
          "--lang",
          "--tls",
          "--tls-ca",
          "--yes",
        ]) {
          assert.ok(help.includes(option), option)
        }
      }
    })
  }

  test(`everything that a command of the ${program.name}s must be given, the menu can ask for`, () => {
    for (const { name, params } of program.commands) {
      for (const [each, { ask, fallback }] of Object.entries(params)) {
        assert.ok(ask !== undefined || fallback !== undefined, `${name} ${each}`)
      }
    }
  })

  test(`no two lines of the ${program.name}s' menu are alike`, () => {
    for (const locale of ["en", "zh"] as const) {
      const titles = program.commands.map(({ title }) => title[locale])
      assert.equal(new Set(titles).size, titles.length)
    }
  })
}

test("every exit code that a trouble has is in the documented table", () => {
  for (const code of Object.values(troubleExitCodes)) assert.ok(Object.hasOwn(exitCodeTexts, code))
})
