import { prehash } from "../prehash.ts"
import type { Answer } from "../remote.ts"
import type { Credentials, Job } from "./job.ts"

/** Logs in as an account of the program's kind. */
export function logIn(
  { remote, userType, signal }: Pick<Job, "remote" | "userType" | "signal">,
  { name, password }: Credentials,
): Promise<Answer<"login">> {
  return remote.call("login", { name, password: prehash(password), user_type: userType }, { signal })
}
