/** The same, whenever the machine was started. */
export const bootId: Buffer = Buffer.alloc(16, 1)
