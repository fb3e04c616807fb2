/** What a device shows to stay logged in: a series, which stays, and a token, which every log-in changes. */
export type DeviceToken = { readonly series: string; readonly token: string }

/** Both as one text: "series.token". */
export function deviceTokenText({ series, token }: DeviceToken): string {
  return `${series}.${token}`
}

/** The two parts of such a text; undefined where it is none. */
export function readDeviceToken(text: string): DeviceToken | undefined {
  const [series = "", token = "", ...more] = text.split(".")
  return series === "" || token === "" || more.length > 0 ? undefined : { series, token }
}
