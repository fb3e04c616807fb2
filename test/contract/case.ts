import type { Settings } from "../../conf/settings.ts"
import type { FailureCode } from "../../interface/failure.ts"
import type { MessageType } from "../../interface/protocol.ts"
import type { Scene } from "./scene.ts"

/** A request that is ready to be sent: its fields, and film bytes and a session where it has some. */
export type Prepared = {
  readonly fields: object
  readonly session?: string | undefined
  readonly bytes?: Uint8Array
}

/** A request of a type and the code that it has to be answered with, over whatever it is sent. */
export type Case = {
  readonly type: MessageType
  readonly code: FailureCode | 0
  readonly prepare: (scene: Scene) => Prepared | Promise<Prepared>
}

/** Cases that one server answers, with the settings that they need. */
export type CaseGroup = { readonly settings?: Partial<Settings>; readonly cases: readonly Case[] }

/** A request that goes well. */
export function works(type: MessageType, prepare: Case["prepare"]): Case {
  return { type, code: 0, prepare }
}

/** A request that is refused. */
export function fails(code: FailureCode, type: MessageType, prepare: Case["prepare"]): Case {
  return { type, code, prepare }
}

/** As a new member, who may also do something first. */
export function asMember(
  fields:
    | object
    | ((scene: Scene, member: Awaited<ReturnType<Scene["member"]>>) => object | Promise<object>) = {},
): Case["prepare"] {
  return async (scene) => {
    const member = await scene.member()
    const said = typeof fields === "function" ? await fields(scene, member) : fields
    return { fields: said, session: member.session }
  }
}

/** As the first admin. */
export function asAdmin(fields: object | ((scene: Scene) => object | Promise<object>) = {}): Case["prepare"] {
  return async (scene) => ({
    fields: typeof fields === "function" ? await fields(scene) : fields,
    session: scene.boss,
  })
}

/** As nobody. */
export function asStranger(
  fields: object | ((scene: Scene) => object | Promise<object>) = {},
): Case["prepare"] {
  return async (scene) => ({ fields: typeof fields === "function" ? await fields(scene) : fields })
}
