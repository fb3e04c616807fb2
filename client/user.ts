#!/usr/bin/env node
import { runProgram } from "./cli/run-program.ts"
import { userProgram } from "./commands/user-program.ts"

process.exitCode = await runProgram(userProgram, process.argv.slice(2))
