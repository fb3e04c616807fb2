import type { Role } from "../../interface/context.ts"
import type { Access } from "../../interface/message.ts"
import type { Program } from "./program.ts"

/** Whether somebody of a role may do what a command is for: the menu shows nothing that the server would refuse. */
export function mayDo({ needs }: Program, command: string, role: Role | null): boolean {
  const [family = ""] = command.split(" ")
  const access: Access = needs?.[command] ?? needs?.[family] ?? "member"
  if (access === "anyone" || access === "member") return true
  if (access === "staff") return role !== null
  return role === "admin" || role === access
}
