import type { RequestOf } from "../../../interface/protocol.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import { Refused } from "../../refused.ts"
import { locale } from "../state/locale.ts"
import { forgetMe, refreshMe, setLeaving } from "../state/me.ts"
import { request } from "./link.ts"
import { md5 } from "./md5.ts"
import { tellOtherTabs } from "./other-tabs.ts"

/** Who logs in, with the password as it was typed. */
export type LogIn = Pick<RequestOf<"login">, "name" | "user_type"> & {
  readonly typed: string
  readonly remember: boolean
}

/** Logs in by a cookie that no script can read; throws Refused and ConnectionLost. */
export async function logIn({ typed, ...who }: LogIn): Promise<void> {
  accept(await request("POST", "/session", { ...who, password: await md5(typed), lang: locale.value }))
  tellOtherTabs()
  await refreshMe()
}

/** Logs out, and has the device forgotten that stayed logged in. */
export async function logOut(): Promise<void> {
  setLeaving(true)
  try {
    const reply = await request("DELETE", "/session", { lang: locale.value })
    // Whoever is nobody already is where they wanted to be.
    if (reply.code !== "NOT_LOGGED_IN") accept(reply)
    tellOtherTabs()
    forgetMe()
  } finally {
    setLeaving(false)
  }
}

function accept(reply: JsonObject): void {
  if (reply.flag !== true) throw new Refused(reply)
}
