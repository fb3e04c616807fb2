import { password } from "../../kit/people.ts"
import { asAdmin, asMember, type CaseGroup, fails, works } from "../case.ts"
import type { Scene } from "../scene.ts"

const nowhere = 99_999
const past = "2001-01-01T00:00:00Z"
const toNobody = { audience: "person", name: "nobody" }

/** Those about one account, with what they need beside its name. */
const toNobodyAtAll = [
  ["show_user", {}],
  ["lock_user", {}],
  ["unlock_user", {}],
  ["set_password", { password }],
  ["give_vip", { days: 3 }],
  ["take_vip", {}],
  ["set_role", { role: "editor" }],
] as const

async function named(scene: Scene, more: object = {}): Promise<object> {
  return { name: (await scene.member()).name, ...more }
}

/** Notices, and other people's accounts. */
export const staff: readonly CaseGroup[] = [
  {
    cases: [
      works(
        "check_notice",
        asMember(async (s) => {
          await s.notice()
          return {}
        }),
      ),
      works("list_notices", asMember({ limit: 2 })),
      works(
        "read_notices",
        asMember(async (s) => ({ ids: [await s.notice()] })),
      ),
      works(
        "acknowledge_notice",
        asMember(async (s) => ({ notice_id: await s.notice({ must_acknowledge: 1 }) })),
      ),
      fails("NO_SUCH_NOTICE", "acknowledge_notice", asMember({ notice_id: nowhere })),
      works("subscribe", asMember({ topics: ["notices"] })),
      works("release_notice", asAdmin({ title: "公告", content: "line\nline", pinned: 1 })),
      fails("NO_SUCH_USER", "release_notice", asAdmin({ title: "t", content: "c", ...toNobody })),
      fails("BAD_TIMES", "release_notice", asAdmin({ title: "t", content: "c", until: past })),
      works(
        "edit_notice",
        asAdmin(async (s) => ({ notice_id: await s.notice(), title: "another" })),
      ),
      fails("NO_SUCH_NOTICE", "edit_notice", asAdmin({ notice_id: nowhere, title: "another" })),
      fails(
        "NO_SUCH_USER",
        "edit_notice",
        asAdmin(async (s) => ({ notice_id: await s.notice(), ...toNobody })),
      ),
      fails(
        "BAD_TIMES",
        "edit_notice",
        asAdmin(async (s) => ({ notice_id: await s.notice(), until: past })),
      ),
      works(
        "withdraw_notice",
        asAdmin(async (s) => ({ notice_id: await s.notice() })),
      ),
      fails("NO_SUCH_NOTICE", "withdraw_notice", asAdmin({ notice_id: nowhere })),
      works("list_all_notices", asAdmin({ limit: 2 })),
      works(
        "list_notice_readers",
        asAdmin(async (s) => ({ notice_id: await s.notice({ must_acknowledge: 1 }) })),
      ),
      fails("NO_SUCH_NOTICE", "list_notice_readers", asAdmin({ notice_id: nowhere })),
      works("list_users", asAdmin({ limit: 3 })),
      works(
        "show_user",
        asAdmin((s) => named(s)),
      ),
      works(
        "lock_user",
        asAdmin((s) => named(s)),
      ),
      works(
        "unlock_user",
        asAdmin((s) => named(s)),
      ),
      works(
        "set_password",
        asAdmin((s) => named(s, { password })),
      ),
      works(
        "give_vip",
        asAdmin((s) => named(s, { days: 3 })),
      ),
      works(
        "take_vip",
        asAdmin((s) => named(s)),
      ),
      works(
        "set_role",
        asAdmin(async (s) => ({ name: (await s.staff("editor")).name, role: "cashier" })),
      ),
      ...toNobodyAtAll.map(([type, more]) =>
        fails("NO_SUCH_USER", type, asAdmin({ name: "nobody", ...more })),
      ),
      fails("NOT_YOURSELF", "lock_user", asAdmin({ name: "admin" })),
      fails("NOT_YOURSELF", "set_password", asAdmin({ name: "admin", password })),
      fails(
        "NOT_STAFF",
        "set_role",
        asAdmin((s) => named(s, { role: "editor" })),
      ),
      fails("LAST_ADMIN", "set_role", asAdmin({ name: "admin", role: "editor" })),
      works("invite_admin", asAdmin({ role: "editor" })),
      works("invite_member", asAdmin({ count: 2 })),
      works("list_staff_actions", asAdmin({ limit: 3 })),
      fails("NO_SUCH_USER", "list_staff_actions", asAdmin({ actor: "nobody" })),
    ],
  },
]
