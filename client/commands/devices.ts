import type { ReplyOf } from "../../interface/protocol.ts"
import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
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
  doc: helpTexts.devicesList,
  title: clientTexts.menuDevices,
  needsLogin: true,
  params: {},
  run: async (job) => ({ devices: await devicesOf(job) }),
  print: ({ devices }, { line, table }, { say }) => {
    if (devices.length === 0) return line(say(clientTexts.noDevices))
    table(
      [
        { head: say(clientTexts.headId), align: "right" },
        { head: say(clientTexts.headName), wraps: true },
        { head: say(clientTexts.headLoggedIn) },
        { head: say(clientTexts.headLastUsed) },
        { head: say(clientTexts.headState) },
      ],
      devices.map(({ id, name, create_time, use_time, is_this }) => [
        String(id),
        name,
        formatTime(create_time),
        formatTime(use_time),
        say(is_this === 1 ? clientTexts.thisDevice : clientTexts.none),
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
  return job.asker.search(job.say(clientTexts.askDevice), choices)
}

type Revoked = { readonly device_id: number; readonly msg: string }

/** Logs one of one's devices out, wherever it is. */
export const revokeDevice: Command = command<{ device_id: number }, Revoked>({
  name: "devices revoke",
  doc: helpTexts.devicesRevoke,
  title: clientTexts.menuRevokeDevice,
  needsLogin: true,
  params: { device_id: argument("ID", helpTexts.deviceId, rowNumber, { ask: askDevice }) },
  run: async ({ remote, signal }, { device_id }) => {
    const { msg } = await remote.call("revoke_device", { device_id }, { signal })
    return { device_id, msg }
  },
  print: ({ msg }, { text }) => text(msg),
})
