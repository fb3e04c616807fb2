import { TransferMeter } from "./transfer-meter.ts"

/** Several transfers one after the other, measured as one. */
export class TransferQueue {
  /** What they are called together. */
  readonly label: string
  readonly meter: TransferMeter
  /** Bytes of those that are over. */
  #endedBytes = 0

  constructor(label: string, total: number) {
    this.label = label
    this.meter = new TransferMeter(total)
  }

  /** The next one begins, with so many bytes there already. */
  begin(before: number): void {
    this.meter.skip(before)
  }

  /** So many bytes of the present one are there. */
  update(bytes: number): void {
    this.meter.update(this.#endedBytes + bytes)
  }

  /** The present one of `size` bytes is over, with so many there; what is missing of it won't come. */
  end(size: number, bytes: number): void {
    this.#endedBytes += bytes
    this.meter.total -= size - bytes
  }
}
