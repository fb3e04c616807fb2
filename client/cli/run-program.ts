import { accountTexts } from "../../interface/text/client/account.ts"
import { RememberedDevices } from "../state/remembered-devices.ts"
import { stateFolder } from "../state/state-folder.ts"
import { speaker } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import { chooseLocale, readCommonOptions } from "./common-options.ts"
import type { Desk } from "./desk.ts"
import type { ExitCode } from "./exit-codes.ts"
import { Interrupts } from "./interrupts.ts"
import { runMenu } from "./menu.ts"
import { Output } from "./output.ts"
import { parseCommandLine } from "./parse-command-line.ts"
import type { Program } from "./program.ts"
import { runCommand } from "./run-command.ts"

/** Runs a client with the words of its command line on this process's streams; answers with the exit code. */
export async function runProgram(program: Program, words: readonly string[]): Promise<ExitCode> {
  const lang = chooseLocale(words, process.env)
  const say = speaker(lang)
  const isJson = words.includes("--json")
  const output = new Output(process.stdout, process.stderr, say, isJson)
  // Whoever reads our output may stop reading before we stop writing: "list | head".
  process.stdout.on("error", () => process.exit(0))
  const interrupts = new Interrupts()
  try {
    const chosen = parseCommandLine(program, words, say)
    if (chosen === "help") return 0
    const { command, raw, common } = chosen
    const { address, credentials, stateDir } = await readCommonOptions(common, process.env)
    const devices = new RememberedDevices(stateFolder(stateDir, process.env), (path) =>
      output.note(say(accountTexts.stateMended, { path })),
    )
    const yes = common.yes === true
    const desk: Desk = {
      program,
      say,
      output,
      interrupts,
      address: { ...address, lang },
      credentials,
      devices,
      yes,
    }
    const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true
    if (command !== undefined) return output.done(await runCommand(desk, command, raw, { isTerminal }))
    if (!isTerminal || isJson) throw new Trouble("NEEDS_COMMAND")
    await runMenu(desk)
    return 0
  } catch (error) {
    return output.failed(error).exitCode
  }
}
