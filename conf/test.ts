import type { Settings } from "./settings.ts"

/** The profile for tests: a free port, nobody waits, hashes as cheap as argon2id allows and none of films. */
export const test: Partial<Settings> = {
  port: 0,
  gateway: false,
  httpPort: 0,
  downloadWaitS: 0,
  sessionGraceS: 1,
  loginSlowdownMs: 0,
  maxConnectionsPerAddress: 1000,
  registrationsPerHour: 0,
  minFreeBytes: 0,
  passwordMemoryKib: 8,
  passwordPasses: 1,
  digests: false,
  probeFilms: false,
  requestsPerMinute: 0,
  logLevel: "warn",
}
