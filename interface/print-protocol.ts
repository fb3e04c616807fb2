import { writeFileSync } from "node:fs"
import { describeProtocol } from "./describe-protocol.ts"

writeFileSync(new URL("../PROTOCOL.md", import.meta.url), describeProtocol())
