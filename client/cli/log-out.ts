import type { Job } from "./job.ts"

/** Logs whoever is logged in out, and lets this device stay logged in no longer, here and on the server. */
export async function logOut({
  remote,
  remembered,
  signal,
}: Pick<Job, "remote" | "remembered" | "signal">): Promise<void> {
  const { devices, wanted } = remembered
  const { name } = await remote.call("who_am_i", {}, { signal })
  await remote.call("logout", { forget_device: 1 }, { signal })
  if ((await devices.find({ ...wanted, name })) !== undefined) await devices.forget({ ...wanted, name })
}
