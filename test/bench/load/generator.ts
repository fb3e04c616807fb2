import { answerCommands } from "../kit/commands.ts"
import { Crowd, type CrowdPlan } from "./crowd.ts"

const crowds = new Map<string, Crowd>()

const commands = {
  /** Connects a crowd under a name. */
  open: async ({ name, plan }: { name: string; plan: CrowdPlan }): Promise<void> => {
    crowds.set(name, await Crowd.open(plan))
  },
  /** Lets a crowd ask. */
  run: async ({ name, ms }: { name: string; ms: number }): Promise<{ count: number; seconds: number }> => {
    const crowd = crowds.get(name)
    if (crowd === undefined) throw new Error(`no crowd ${name}`)
    return crowd.run(ms)
  },
  /** Ends all crowds. */
  closeAll: (_: undefined): void => {
    for (const crowd of crowds.values()) crowd.close()
    crowds.clear()
  },
}

/** The commands of the load generator. */
export type GeneratorCommands = typeof commands

answerCommands(commands)
