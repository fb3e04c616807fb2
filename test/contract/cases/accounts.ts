import { codeIn, letter, letters, otherCode, pass } from "../../kit/letters.ts"
import { password } from "../../kit/people.ts"
import { asAdmin, asMember, asStranger, type CaseGroup, fails, works } from "../case.ts"
import type { Person, Scene } from "../scene.ts"

const wrong = "0".repeat(32)
const other = "1".repeat(32)
const nextToken = "n".repeat(43)
const email = "member@films.example"

function login(name: string, given = password): object {
  return { name, password: given, user_type: "user" }
}

/** Has a code sent to a member, and answers it. */
async function sentCode(scene: Scene, { peer }: Person, address = email): Promise<string> {
  await peer.ok({ type: "set_profile", email: address, password })
  const before = letters(scene.server).length
  await peer.ok({ type: "send_code", purpose: "email" })
  return codeIn(await letter(scene.server, before + 1))
}

/** Has a code for a new password sent to a member with a verified address, and answers it. */
async function forgotten(scene: Scene, member: Person): Promise<string> {
  const code = await sentCode(scene, member, `${member.name}@films.example`)
  await member.peer.ok({ type: "verify_code", purpose: "email", code })
  // So that another one may follow.
  await pass(scene.server, 100)
  const before = letters(scene.server).length
  await member.peer.ok({ type: "forgot_password", name: member.name, way: "email" })
  return codeIn(await letter(scene.server, before + 1))
}

/** Those about who one is. */
export const accounts: readonly CaseGroup[] = [
  {
    cases: [
      works(
        "register",
        asStranger((s) => login(`new${s.next()}`)),
      ),
      fails(
        "NAME_TAKEN",
        "register",
        asStranger(async (s) => login((await s.member()).name)),
      ),
      fails("INVITATION_NEEDED", "register", asStranger({ name: "uninvited", password, user_type: "admin" })),
      fails("BAD_FIELD", "register", asStranger({ name: "", password, user_type: "user" })),
      works(
        "login",
        asStranger(async (s) => login((await s.member()).name)),
      ),
      fails(
        "BAD_LOGIN",
        "login",
        asStranger(async (s) => login((await s.member()).name, wrong)),
      ),
      fails("BAD_LOGIN", "login", asStranger(login("nobody"))),
      fails(
        "ACCOUNT_LOCKED",
        "login",
        asStranger(async (s) => {
          const { name } = await s.member()
          await s.admin.ok({ type: "lock_user", name })
          return login(name)
        }),
      ),
      works(
        "login_device",
        asStranger(async (s) => ({ device_token: (await s.device()).token, next_token: nextToken })),
      ),
      fails(
        "DEVICE_FORGOTTEN",
        "login_device",
        asStranger({ device_token: `none.${nextToken}`, next_token: "m".repeat(43) }),
      ),
      fails(
        "DEVICE_STOLEN",
        "login_device",
        asStranger(async (s) => {
          const { token, person } = await s.device()
          await person.peer.ok({ type: "login_device", device_token: token, next_token: nextToken })
          return { device_token: token, next_token: "m".repeat(43) }
        }),
      ),
      fails(
        "ACCOUNT_LOCKED",
        "login_device",
        asStranger(async (s) => {
          const { token, person } = await s.device()
          await s.admin.ok({ type: "lock_user", name: person.name })
          return { device_token: token, next_token: nextToken }
        }),
      ),
      works("logout", asMember()),
      works("list_devices", async (s) => ({ fields: {}, session: (await s.device()).person.session })),
      works("revoke_device", async (s) => {
        const { id, person } = await s.device()
        return { fields: { device_id: id }, session: person.session }
      }),
      fails("NO_SUCH_DEVICE", "revoke_device", asMember({ device_id: 99_999 })),
      works("ping", asStranger()),
      works("about_server", asStranger()),
      works("who_am_i", asMember()),
      works("get_profile", asMember()),
      works("set_profile", asMember({ display_name: "电影 Ü", gender: "other" })),
      fails("WRONG_PASSWORD", "set_profile", asMember({ email, password: wrong })),
      works(
        "send_code",
        asMember(async (_, { peer }) => {
          await peer.ok({ type: "set_profile", email, password })
          return { purpose: "email" }
        }),
      ),
      fails("NO_ADDRESS", "send_code", asMember({ purpose: "email" })),
      fails(
        "ALREADY_VERIFIED",
        "send_code",
        asMember(async (s, member) => {
          await forgotten(s, member)
          return { purpose: "email" }
        }),
      ),
      works(
        "verify_code",
        asMember(async (s, member) => {
          const own = `${member.name}@films.example`
          return { purpose: "email", code: await sentCode(s, member, own) }
        }),
      ),
      fails(
        "BAD_CODE",
        "verify_code",
        asMember(async (s, member) => {
          const own = `${member.name}@films.example`
          return { purpose: "email", code: otherCode(await sentCode(s, member, own)) }
        }),
      ),
      works("change_password", asMember({ password, new_password: other })),
      fails("WRONG_PASSWORD", "change_password", asMember({ password: wrong, new_password: other })),
      works(
        "change_name",
        asMember((s) => ({ name: `renamed${s.next()}`, password })),
      ),
      fails(
        "NAME_TAKEN",
        "change_name",
        asMember(async (s) => ({ name: (await s.member()).name, password })),
      ),
      fails(
        "WRONG_PASSWORD",
        "change_name",
        asMember((s) => ({ name: `renamed${s.next()}`, password: wrong })),
      ),
      works(
        "forgot_password",
        asStranger(async (s) => ({ name: (await s.member()).name, way: "email" })),
      ),
      works(
        "reset_password",
        asStranger(async (s) => {
          const member = await s.member()
          return { name: member.name, code: await forgotten(s, member), password: other }
        }),
      ),
      fails(
        "BAD_CODE",
        "reset_password",
        asStranger(async (s) => {
          const member = await s.member()
          return { name: member.name, code: otherCode(await forgotten(s, member)), password: other }
        }),
      ),
      works("delete_account", asMember({ password, forfeit_fen: 10_000 })),
      fails("BALANCE_LEFT", "delete_account", asMember({ password })),
      fails("WRONG_PASSWORD", "delete_account", asMember({ password: wrong })),
      fails("LAST_ADMIN", "delete_account", asAdmin({ password })),
    ],
  },
  {
    settings: { registration: "closed" },
    cases: [fails("REGISTRATION_CLOSED", "register", asStranger(login("nobody")))],
  },
  {
    settings: { requiredProfile: ["gender"], registration: "open" },
    cases: [fails("PROFILE_NEEDED", "register", asStranger(login("nobody")))],
  },
  {
    settings: { requiredProfile: ["gender"] },
    cases: [
      fails("PROFILE_NEEDED", "set_profile", async (s) => {
        const peer = await s.server.connect()
        const name = `told${s.next()}`
        await peer.ok({ type: "register", ...login(name), gender: "other" })
        const { session } = await peer.ok({ type: "login", ...login(name) })
        return { fields: { gender: null }, session: String(session) }
      }),
    ],
  },
  {
    settings: { codesToLog: false },
    cases: [
      fails(
        "CANNOT_SEND",
        "send_code",
        asMember(async (_, { peer }) => {
          await peer.ok({ type: "set_profile", email, password })
          return { purpose: "email" }
        }),
      ),
    ],
  },
  {
    settings: { codesPerHour: 1 },
    cases: [
      fails(
        "TOO_MANY_TRIES",
        "send_code",
        asMember(async (s, member) => {
          await sentCode(s, member)
          return { purpose: "email" }
        }),
      ),
    ],
  },
  {
    settings: { registrationsPerHour: 2 },
    cases: [
      fails("TOO_MANY_TRIES", "register", async (s) => {
        const peer = await s.server.connect()
        await peer.ask({ type: "register", ...login("taken") })
        await peer.ask({ type: "register", ...login("taken") })
        return { fields: login("another") }
      }),
      fails("TOO_MANY_TRIES", "forgot_password", async (s) => {
        const peer = await s.server.connect()
        const forgot = { type: "forgot_password", name: "x", way: "email" }
        for (let round = 0; round < 2; round++) await peer.ask(forgot)
        return { fields: forgot }
      }),
    ],
  },
  {
    settings: { loginTriesPerHour: 1 },
    cases: [
      fails("TOO_MANY_TRIES", "login", async (s) => {
        const { name, peer } = await s.member()
        await peer.fails("BAD_LOGIN", { type: "login", ...login(name, wrong) })
        return { fields: login(name) }
      }),
      ...(["set_profile", "change_password", "change_name", "delete_account"] as const).map((type) =>
        fails(
          "TOO_MANY_TRIES",
          type,
          asMember(async (s, { peer }) => {
            const fields = { password: wrong, new_password: other, name: `renamed${s.next()}`, email }
            await peer.fails("WRONG_PASSWORD", { type: "change_password", ...fields })
            return fields
          }),
        ),
      ),
    ],
  },
  {
    settings: { loginFailuresPerConnection: 1, paymentSecret: "x".repeat(32) },
    cases: [
      fails(
        "TOO_MANY_FAILURES",
        "login",
        asStranger(async (s) => login((await s.member()).name, wrong)),
      ),
      fails("TOO_MANY_FAILURES", "set_profile", asMember({ email, password: wrong })),
      fails("TOO_MANY_FAILURES", "change_password", asMember({ password: wrong, new_password: other })),
      fails("TOO_MANY_FAILURES", "change_name", asMember({ name: "renamed", password: wrong })),
      fails("TOO_MANY_FAILURES", "delete_account", asMember({ password: wrong })),
      fails(
        "TOO_MANY_FAILURES",
        "reset_password",
        asStranger({ name: "nobody", code: "123456", password: other }),
      ),
      fails(
        "TOO_MANY_FAILURES",
        "credit_payment",
        asStranger({ reference: "r", name: "n", amount_fen: 1, signature: "0".repeat(64) }),
      ),
    ],
  },
]
