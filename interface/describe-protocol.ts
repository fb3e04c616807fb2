import { describeField } from "./describe-field.ts"
import { describeFailure, type FailureCode, failureCodes } from "./failure.ts"
import type { Fields, Message } from "./message.ts"
import { protocol } from "./protocol.ts"
import { pushes } from "./pushes.ts"

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
table at the end. BAD_FIELD has \`field\` too. The tables below name the keys beside those.

A message of which it is said that it changes nothing may be sent by a GET over HTTP, its fields in the query string, and its
reply be kept with an ETag; over TCP that makes no difference.

\`file_md5\`, the sampled md5, is the md5 over 10 bytes at each of the offsets 0, size//3, (size//3)*2 and size-10, or over
the whole of a film shorter than 10 bytes. With bytes[i] = i % 251: size 10 gives 4cb000ec1c3f2f9afd07d840f6ad01d7, size 100
gives 5e85b36651664c0e0fd922a26594cdf0. It is a hint at what a film is, never a proof.

A refused request's film bytes are read and thrown away before the refusal is sent, and the connection stays usable. Above
REELWIRE_MAX_REFUSED_FILM_BYTES, or where \`file_size\` is no whole number, it is refused at once and the connection closed.

## Over HTTP and WebSocket

The gateway (REELWIRE_HTTP_PORT) takes the same messages. Over HTTP each has an address; /api/v1/openapi.json describes them. Over a
WebSocket at /ws every request, reply and push is a text frame that holds its JSON alone. Where a request names no \`session\` it
is that of the connection's own log-in, else of the cookie or bearer token that the connection was opened with. No film bytes follow
anything there: a message that brings some is refused (FILM_BY_HTTP), and download_movie answers a \`url\`. The server closes with
1001 when it stops, 1003 after a binary frame, 1009 after a frame that is too large, and 1008 after other failures that close.

At /ws/check whoever wants to connect asks where to, without an account: {"game_name": "…", "region": "…"}, both optional, 64
characters at most. While there is room the answer is

    {"code": 0, "gate_servers": [{"host": "films.example", "port": 8087}], "chat_servers": []}

with another one of REELWIRE_GATE_SERVERS first each time, and a place is kept for ten seconds. While the house is full
(REELWIRE_HOUSE_MOST) it is {"code": 3, "front_users": 2}, again whenever that changes (within half a second), and code 0 when the
turn has come. Closing gives the place up. A refusal has \`flag\`, \`msg\` and \`code\` as anywhere.

## The manifest

A film of \`film_size\` bytes is cut into pieces of \`piece_size\` bytes, numbered from 0; the last one may be shorter. The piece
size is the server's setting when the film came (8 MiB unless told otherwise), doubled until the film has at most 8,192 pieces. A
piece's \`hash\` is the BLAKE3 hash (32 bytes, unkeyed) of its bytes, in lower-case hexadecimal. The film's \`content_id\` is the
BLAKE3 hash, in the same form, of this text in UTF-8, each line with one line feed (0A) after it:

    reelwire manifest 1
    size 150000
    piece_size 65536
    68d647e619a930e7b1082f74f334b0c65a315725569bdc123f0ee11881717bfe
    85c2238f2e3741d5680d17da00a43708a4c354c8d4a065469ef6e2e4edafe40d
    763027901279048a6e17630e8aba83c3f9ff9f5c4d95fff83ebddebba59c1870

These are the three pieces of the film of 150,000 bytes with bytes[i] = i % 251, in pieces of 65,536 bytes; its content_id is
1d4efcf67a23bcf2ccea91af11fccb7d349b33b8bcb93bd3d89948978e2bd7b6. The film of 10 such bytes has one piece,
87fcf07cac5be3c91735b34e535c67286e4e7a63bf152d95f2cf4cd1a244758b, and, with the same piece size, the content_id
296e48ff6964594478af17c7684694b3dde847a29909869c3c3780503f0dcbdb. With b3sum and split (coreutils) alone:

    split -b 65536 -d -a 4 --filter='b3sum --no-names' film > hashes
    { printf 'reelwire manifest 1\\nsize %s\\npiece_size 65536\\n' "$(stat -c %s film)"; cat hashes; } | b3sum --no-names

**Up, piece by piece.** start_upload answers with an \`upload_id\` and the piece size; check_upload tells which pieces are there,
with their hashes, so that a sender can see whether its file is still the same; send_piece brings one piece and the hash that it
must have, over any of the sender's connections; finish_upload puts the film into the library. An unfinished upload outlives the
connection, the client and the server, and goes on where it was. What was sent is the film with the content_id that the sender
names in finish_upload, or nothing is published.

**Down, in ranges.** get_manifest tells the pieces' hashes; download_movie without \`download_id\` begins a download and answers
with one; further ranges name it, over any of the person's connections, and its wait is waited once. With \`content_id\` in the
request a film that is another one by now is refused instead of mixed in. \`delivered\` says that all pieces are there and verified.

## The line for downloads

A server may have a limit for downloads at once (REELWIRE_DOWNLOAD_SLOTS), and one for each person. A transfer slot belongs to a
download: ranges under one \`download_id\` share it, over however many connections, and keep it for a moment (REELWIRE_SLOT_LINGER_S)
after the last one, or until \`delivered\`. Whoever finds none gets in line: VIPs in a lane of their own, of which three are served
for each one of the others while both wait. A person at their own limit is passed over until one of their downloads ends.

With \`queue: "tell"\` the request is refused with QUEUED at once, and the refusal has \`place\` (a secret, good for the same account
only), \`front_users\` (people who will be served before) and \`estimate_s\` (seconds, or null). Its connection stays usable, and is told of the
place by pushes: \`queue\`, \`turn\`, \`lost\`. The turn is taken by the same request with \`place\`, over any connection of the person. Asking again
for the film, with \`place\` or without, claims the same place, and its connection is told as well. A place outlives its connections
by REELWIRE_QUEUE_GRACE_S, and a restart of the server; while nobody is there to take its turn it is passed over, and is first once
somebody is. leave_queue gives it up. Without \`queue\` the reply, and all behind it on the connection, waits for the turn; the
place ends with the connection. What was waited in the line counts for \`wait_time\`.

## Payments from outside

A payment gateway, or a script of the owner's, puts money on a member's account with credit_payment; it needs no account and no
log-in. \`signature\` proves that it has the server's REELWIRE_PAYMENT_SECRET: it is the HMAC-SHA256, in hexadecimal, with the
secret as the key, of this text in UTF-8, each line with one line feed (0A) after it:

    reelwire-credit-1
    order-20261121-0001
    小美
    5000

The lines are the name of this format, \`reference\`, \`name\` as it stands in the request, and \`amount_fen\` in decimal digits
without sign or leading zeros. No field can hold a line feed, so no two credits have the same text. With the secret
0123456789abcdef0123456789abcdef the signature of these lines is
e384abe5d97b5687189d3685023e498dc4f9644af568ac3d8a54d23f49f0587c. With printf and openssl:

    printf 'reelwire-credit-1\\n%s\\n%s\\n%s\\n' "$reference" "$name" "$amount_fen" |
      openssl dgst -sha256 -hmac "$REELWIRE_PAYMENT_SECRET" -r | cut -d ' ' -f 1

A reference counts once. Whoever got no reply sends the same again, as often as it takes: the answer is the first one, and nothing
is credited a second time. The same reference with another name or amount is refused (KEY_REUSED). \`name\` is what the account is
called at that moment: it is for an admin to settle a payment whose member took another name meanwhile. Wrong signatures are
slowed down, and end the connection, as wrong passwords do.
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
## Pushes

Frames from the server that answer no request have \`push\`, the kind, instead of \`flag\`. They come only over connections that
asked for them, between replies and never within a film's bytes, in the order in which things happened.

${Object.entries(pushes).map(describePush).join("\n")}
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

function describeMessage({ type, doc, access, reads, film, request, reply, fails }: Message): string {
  const failures = fails.length === 0 ? "" : `\nFails with ${fails.join(", ")}.\n`
  return `### ${type}

${doc} Sent by: ${access}.${reads ? " Changes nothing." : ""}
${fieldTable("request", request)}${fieldTable("reply", reply)}${followers[film]}${failures}`
}

function describePush([kind, { doc, fields }]: readonly [
  string,
  (typeof pushes)[keyof typeof pushes],
]): string {
  return `### push: ${kind}\n\n${doc}\n${fieldTable("push", fields)}`
}

function fieldTable(title: string, fields: Fields): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const { type, note } = describeField(name, field)
    return `| ${name} | ${type} | ${note} |`
  })
  return rows.length === 0 ? "" : `\n| ${title} | type | note |\n|---|---|---|\n${rows.join("\n")}\n`
}
