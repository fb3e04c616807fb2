import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { forEachDatabase } from "../kit/databases.ts"
import { startServer } from "../kit/server.ts"

const program = fileURLToPath(new URL("client.py", import.meta.url))

forEachDatabase((kit) => {
  test("a Python client written from the contract alone runs every message", async () => {
    await using server = await startServer({ downloadWaitS: 0.2 }, kit)
    const { stdout } = await promisify(execFile)("python3", [program, String(server.port)], {
      env: { ...process.env, PYTHONIOENCODING: "utf-8" },
    })
    const lines = stdout.trim().split("\n")
    assert.equal(lines.at(-1), "done")
    assert.equal(lines.length, 36)
  })
})
