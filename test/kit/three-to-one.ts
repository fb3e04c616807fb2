/** The order in which a line is served, by the rule alone: each lane in its order, and three VIPs to one of the others while both wait. */
export function threeToOne<P>(line: readonly P[], isVip: (one: P) => boolean): P[] {
  const vips = line.filter(isVip)
  const others = line.filter((one) => !isVip(one))
  const order: P[] = []
  while (vips.length > 0 && others.length > 0) {
    order.push(...vips.splice(0, 3))
    // With no VIP behind these, the others are alone now, and whoever comes first comes first.
    order.push(...others.splice(0, 1))
  }
  return [...order, ...vips, ...others]
}
