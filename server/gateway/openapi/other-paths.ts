import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import { refusalsByStatus } from "./refusals.ts"

const text = { type: "string" }
const movieId = { name: "movie_id", in: "path", required: true, schema: { type: "integer", minimum: 1 } }
const link = {
  name: "link",
  in: "query",
  description: "what download_movie answers as a part of `url`; without it a session has to be presented",
  schema: text,
}
const ownSession = [{ bearer: [] }, { cookie: [] }]
const linked = [{}, ...ownSession]
const bytes = { schema: { type: "string", contentMediaType: "application/octet-stream" } }

const film = {
  tags: ["files"],
  description:
    "A film's bytes, whole or in ranges; If-Range, If-None-Match and several ranges are understood. Where downloads wait in line the answer waits.",
  parameters: [movieId, link, { name: "range", in: "header", schema: text }],
  security: linked,
}
/** What keeps somebody from a film, whichever way it is asked for. */
const closed = [
  "BAD_LINK",
  "NOT_LOGGED_IN",
  "NO_SUCH_MOVIE",
  "NO_SUCH_DOWNLOAD",
  "PAYMENT_REQUIRED",
  "FILM_DAMAGED",
] as const
const unavailable = [...closed, "FILM_CHANGED", "TOO_MANY_PLACES", "QUEUE_FULL"] as const
const refused = { default: { $ref: "#/components/responses/Refused" } }

/** The shape of earlier services, also where it refuses: `msg` is a sentence then, and `code` a number or a failure's name. */
const msg = { anyOf: [{ type: "object", properties: { imageUrl: { type: "array", items: text } } }, text] }
const data = { type: "object", properties: { msg, code: { type: ["integer", "string"] } } }
const pictures = { "application/json": { schema: { type: "object", properties: { data } } } }

/** What the gateway has beside the messages, but for the ways in which clients of earlier services log in. */
export const otherPaths: JsonObject = {
  "/session": {
    post: {
      tags: ["browsers"],
      operationId: "log_in",
      summary: "Log in by cookie",
      description: "As the message login, but the session goes into a cookie that no script can read.",
      security: [{}],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: {
              type: "object",
              properties: {
                name: text,
                password: { type: "string", description: "the lower-case hexadecimal md5 of what was typed" },
                user_type: { enum: ["admin", "user"] },
                remember: { type: "boolean", default: false, description: "let this browser stay logged in" },
              },
              required: ["name", "password", "user_type"],
            },
          },
        },
      },
      responses: {
        "200": {
          description: "Logged in: as login's reply, without `session`.",
          headers: { "Set-Cookie": { schema: text } },
          content: { "application/json": { schema: { type: "object" } } },
        },
        ...refusalsByStatus([
          "BAD_LOGIN",
          "ACCOUNT_LOCKED",
          "TOO_MANY_TRIES",
          "BAD_FIELD",
          "CROSS_SITE",
          "BUSY",
        ]),
        ...refused,
      },
    },
    delete: {
      tags: ["browsers"],
      operationId: "log_out",
      summary: "Log out",
      description: "Ends the session, and this browser stays logged in no longer.",
      security: [{ cookie: [] }],
      responses: {
        "200": { description: "Logged out." },
        ...refusalsByStatus(["NOT_LOGGED_IN", "CROSS_SITE"]),
        ...refused,
      },
    },
  },
  "/films/{movie_id}/file": {
    get: {
      ...film,
      operationId: "film",
      summary: "A film's bytes",
      responses: {
        "200": { description: "All of it.", content: { "application/octet-stream": bytes } },
        "206": { description: "What was asked for.", content: { "application/octet-stream": bytes } },
        "304": { description: "It is what If-None-Match says." },
        ...refusalsByStatus([...unavailable, "BAD_RANGE"]),
        ...refused,
      },
    },
    head: {
      ...film,
      operationId: "film_head",
      summary: "A film's size and content",
      responses: {
        "200": { description: "The headers alone." },
        "304": { description: "It is what If-None-Match says." },
        ...refusalsByStatus(closed),
        ...refused,
      },
    },
  },
  "/films/{movie_id}.meta4": {
    get: {
      tags: ["files"],
      operationId: "metalink",
      summary: "A film's Metalink",
      description: "Metalink 4 (RFC 5854): size, SHA-256 once it is known, and where to download it.",
      parameters: [movieId, link],
      security: linked,
      responses: {
        "200": { description: "The Metalink.", content: { "application/metalink4+xml": { schema: text } } },
        ...refusalsByStatus(unavailable),
        ...refused,
      },
    },
  },
  "/posters/{name}-{width}.webp": {
    get: {
      tags: ["files"],
      operationId: "poster",
      summary: "A poster in one width",
      parameters: [
        { name: "name", in: "path", required: true, schema: { type: "string", pattern: "^[0-9a-f]{64}$" } },
        { name: "width", in: "path", required: true, schema: { enum: [160, 320, 640, 1280] } },
      ],
      security: [{}],
      responses: {
        "200": { description: "The picture; it never changes.", content: { "image/webp": bytes } },
        "304": { description: "It is what If-None-Match says." },
        ...refusalsByStatus(["NOT_FOUND"]),
        ...refused,
      },
    },
  },
  "/upload/file": {
    post: {
      tags: ["files"],
      operationId: "upload_pictures",
      summary: "Upload pictures",
      description:
        "One or several pictures, by the staff. `code` is 0, or 1001 for bad arguments, or 2001 for no picture.",
      security: ownSession,
      requestBody: {
        required: true,
        content: {
          "multipart/form-data": {
            schema: {
              type: "object",
              properties: {
                image: { type: "array", items: { type: "string", contentMediaType: "image/*" } },
              },
              required: ["image"],
            },
          },
        },
      },
      responses: {
        "200": { description: "Where they are, or a number that says what is wrong.", content: pictures },
        default: {
          description: "Refused: NOT_LOGGED_IN, NOT_ALLOWED, CROSS_SITE, TIMED_OUT, BUSY, NO_SPACE.",
          content: pictures,
        },
      },
    },
  },
}
