import type { ReplyOf } from "../../interface/protocol.ts"
import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { type AskingJob, argument } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { formatTime } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import { Trouble } from "../trouble.ts"

type Device = ReplyOf<"list_devices">["devices"][number]

async function devicesOf({ remote, signal }: Pick<Job, "remote" | "signal">): Promise<readonly Device[]> {
  return (await remote.call("list_devices", {}, { signal })).devices
}

/** Lists where one stays logged in. */
export const listDevices: Command = command({
  name: "devices list",
  doc: accountHelp.devicesList,
  title: accountTexts.menuDevices,
  needsLogin: true,
  params: {},
  run: async (job) => ({ devices: await devicesOf(job) }),
  print: ({ devices }, { line, table }, { say }) => {
    if (devices.length === 0) return line(say(accountTexts.noDevices))
    table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(accountTexts.headLoggedIn) },
        { head: say(accountTexts.headLastUsed) },
        { head: say(columnTexts.headState) },
      ],
      devices.map(({ id, name, create_time, use_time, is_this }) => [
        String(id),
        name,
        formatTime(create_time),
        formatTime(use_time),
        say(is_this === 1 ? accountTexts.thisDevice : wordTexts.none),
      ]),
    )
  },
})

async function askDevice(job: AskingJob): Promise<number> {
  const devices = await devicesOf(job)
  if (devices.length === 0) throw new Trouble("NO_DEVICES")
  const choices = devices.map(({ id, name, use_time }) => ({
    name: `${printableLine(name)}  (${formatTime(use_time)})`,
    value: id,
  }))
  return job.asker.search(job.say(accountTexts.askDevice), choices)
}

type Revoked = { readonly device_id: number; readonly msg: string }

/** Logs one of one's devices out, wherever it is. */
export const revokeDevice: Command = command<{ device_id: number }, Revoked>({
  name: "devices revoke",
  doc: accountHelp.devicesRevoke,
  title: accountTexts.menuRevokeDevice,
  needsLogin: true,
  params: { device_id: argument("ID", accountHelp.deviceId, rowNumber, { ask: askDevice }) },
  run: async ({ remote, signal }, { device_id }) => {
    const { msg } = await remote.call("revoke_device", { device_id }, { signal })
    return { device_id, msg }
  },
  print: ({ msg }, { text }) => text(msg),
})
