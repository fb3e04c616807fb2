import { describeField } from "./describe-field.ts"
import { describeFailure, type FailureCode, failureCodes } from "./failure.ts"
import type { Fields, Message } from "./message.ts"
import { protocol } from "./protocol.ts"

const head = `# The protocol

This file is made from the table of messages by \`npm run protocol\`; a test holds it to the table.

## Frame

    uint32, little-endian: the number of bytes of JSON that follow (not counting film bytes)
    that many bytes of JSON: one object, UTF-8
    then, only where a message says so, exactly \`file_size\` raw bytes

Both directions. A client may send the next request before the reply of the last; replies come in order. A request may carry
\`id\` (string or number), which its reply repeats, and \`lang\` ("en" or "zh"), the language of its \`msg\`. Unknown keys
are ignored. Every request after log-in carries \`session\`; it stands for the person whatever connection presents it, ends
with the connection that logged in, and lives on for a grace time. Whichever connection presents it then keeps it, unless it
has a session of its own.

Every reply has \`flag\` (true or false), \`msg\` (a sentence for a person) and \`code\`: 0, or a failure's name from the
table at the end. The tables below name the keys beside those.

\`file_md5\`, the sampled md5, is the md5 over 10 bytes at each of the offsets 0, size//3, (size//3)*2 and size-10, or over
the whole of a film shorter than 10 bytes. With bytes[i] = i % 251: size 10 gives 4cb000ec1c3f2f9afd07d840f6ad01d7, size 100
gives 5e85b36651664c0e0fd922a26594cdf0. It is a hint at what a film is, never a proof.

A refused request's film bytes are read and thrown away before the refusal is sent, and the connection stays usable. Above
REELWIRE_MAX_REFUSED_FILM_BYTES, or where \`file_size\` is no whole number, it is refused at once and the connection closed.
`

/** PROTOCOL.md, made from the table of messages and the table of failures. */
export function describeProtocol(): string {
  const declared = new Set(protocol.flatMap(({ fails }) => fails))
  const failures = failureCodes.map((code) => {
    const { text, closes } = describeFailure(code)
    return `| ${code} | ${text.en} | ${text.zh} | ${closes ? "closes" : ""} | ${general.has(code) || !declared.has(code) ? "any request" : ""} |`
  })
  return `${head}
## Messages

${protocol.map(describeMessage).join("\n")}
## Failures

| code | en | zh | connection | met by |
|---|---|---|---|---|
${failures.join("\n")}
`
}

/** Failures that a message declares and that any request or connection can meet all the same. */
const general: ReadonlySet<FailureCode> = new Set(["BUSY", "TIMED_OUT"])

const followers = {
  none: "",
  request: "\nAfter the request's JSON: `file_size` bytes of film.\n",
  reply: "\nAfter the reply's JSON: `file_size` bytes of film.\n",
}

function describeMessage({ type, doc, access, film, request, reply, fails }: Message): string {
  const failures = fails.length === 0 ? "" : `\nFails with ${fails.join(", ")}.\n`
  return `### ${type}

${doc} Sent by: ${access}.
${fieldTable("request", request)}${fieldTable("reply", reply)}${followers[film]}${failures}`
}

function fieldTable(title: string, fields: Fields): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const { type, note } = describeField(name, field)
    return `| ${name} | ${type} | ${note} |`
  })
  return rows.length === 0 ? "" : `\n| ${title} | type | note |\n|---|---|---|\n${rows.join("\n")}\n`
}
