import { writeFileSync } from "node:fs"
import { describeProtocol } from "./describe-protocol.ts"
import { replySchemas } from "./reply-schemas.ts"

writeFileSync(new URL("../PROTOCOL.md", import.meta.url), describeProtocol())
writeFileSync(new URL("../client/reply-shapes.json", import.meta.url), replySchemas())
