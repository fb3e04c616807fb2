import { z } from "zod"
import { Device } from "../../db/device.ts"
import { gt } from "../../orm/operator.ts"
import { useCutoff } from "../devices/use-cutoff.ts"
import { Failure } from "../failure.ts"
import { bit, moment, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { newestThatFit } from "../newest-that-fit.ts"

/** list_devices: where one stays logged in. */
export const listDevices = message(
  "list_devices",
  {
    doc: "Lists the devices on which one stays logged in, the last used first.",
    access: "member",
    reads: true,
    request: {},
    reply: {
      devices: z.array(
        z.object({
          id: rowId(),
          name: z.string(),
          create_time: moment.describe("the last log-in with the password"),
          use_time: moment,
          is_this: bit.describe("whether the session is this device's"),
        }),
      ),
    },
    done: { en: "Here are your devices.", zh: "获取设备列表成功" },
    fails: [],
  },
  async ({ session, settings }) => {
    const stillGood = { user_id: session.userId, use_time: gt(await useCutoff(settings)) }
    const devices = await Device.select(stillGood, { orderBy: ["-use_time", "-id"] })
    const shown = devices.map(({ id, name, create_time, use_time }) => ({
      id,
      name,
      create_time: create_time.toISOString(),
      use_time: use_time.toISOString(),
      is_this: toBit(id === session.deviceId),
    }))
    return { devices: newestThatFit(shown, settings.maxListBytes) }
  },
)

/** revoke_device: a device has to log in with the password again. */
export const revokeDevice = message(
  "revoke_device",
  {
    doc: "Forgets one of one's own devices and ends its sessions.",
    access: "member",
    request: { device_id: rowId() },
    reply: {},
    done: { en: "The device is logged out.", zh: "该设备已退出登录" },
    fails: ["NO_SUCH_DEVICE"],
  },
  async ({ session, sessions }, { device_id }) => {
    const isOwn = (await Device.delete({ id: device_id, user_id: session.userId })) > 0
    if (!isOwn) throw new Failure("NO_SUCH_DEVICE")
    await sessions.endDevice(device_id)
    return {}
  },
)
