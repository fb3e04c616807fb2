import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"

const source = "/proc/sys/kernel/random/boot_id"

/**
 * 16 bytes that are others after the machine was started anew; where the system does not tell, others for each process. What
 * was written without a sync is known to be in its file only while they stay the same.
 */
export const bootId: Buffer = readBootId()

function readBootId(): Buffer {
  try {
    const id = Buffer.from(readFileSync(source, "latin1").trim().replaceAll("-", ""), "hex")
    if (id.length === 16) return id
  } catch {
    // Not Linux, or /proc is hidden.
  }
  return randomBytes(16)
}
