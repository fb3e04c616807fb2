#!/usr/bin/env node
import { runProgram } from "./cli/run-program.ts"
import { adminProgram } from "./commands/admin-program.ts"

process.exitCode = await runProgram(adminProgram, process.argv.slice(2))
