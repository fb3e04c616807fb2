// The first that is found: browsers name those that they are descended from as well.
const browsers = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" }
const systems = {
  Windows: "Windows",
  Android: "Android",
  iPhone: "iPhone",
  iPad: "iPad",
  "Mac OS X": "macOS",
  CrOS: "ChromeOS",
  Linux: "Linux",
}

/** What a browser is called in its owner's list of devices, by what it says of itself: "Firefox, Linux". */
export function browserName(userAgent: string | undefined): string | undefined {
  const names = [browsers, systems].map(
    (known) => Object.entries(known).find(([sign]) => userAgent?.includes(sign))?.[1],
  )
  const said = names.filter((name) => name !== undefined)
  return said.length === 0 ? undefined : said.join(", ")
}
