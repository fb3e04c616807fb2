import assert from "node:assert/strict"
import { test } from "node:test"
import { describeFailure } from "../../../interface/failure.ts"
import type { Message } from "../../../interface/message.ts"
import { protocol } from "../../../interface/protocol.ts"
import { ask, expect } from "../../kit/http.ts"
import { startServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

type Json = Readonly<Record<string, unknown>>
const messages: readonly Message[] = protocol

/** What each kind of object of OpenAPI 3.1 may have, by its specification; those with a "!" it must have. */
const allowed = {
  document: "openapi! info! jsonSchemaDialect servers paths webhooks components security tags externalDocs",
  info: "title! summary description termsOfService contact license version!",
  path: "summary description servers parameters get put post delete options head patch trace",
  operation:
    "tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers",
  parameter: "name! in! description required deprecated allowEmptyValue schema! style explode",
  body: "description content! required",
  media: "schema example examples encoding",
  response: "description! headers content links $ref",
} as const

function check(kind: keyof typeof allowed, value: unknown, where: string): Json {
  const found = asObject(value)
  const names = allowed[kind].split(" ")
  const known = new Set(names.map((name) => name.replace("!", "")))
  for (const name of Object.keys(found)) assert.ok(known.has(name), `${where} has no ${name}`)
  if (!("$ref" in found))
    for (const name of names.filter((each) => each.endsWith("!")))
      assert.ok(name.slice(0, -1) in found, `${where} has ${name}`)
  return found
}

const keywords = new Set(
  "type const enum anyOf allOf oneOf items prefixItems properties required additionalProperties propertyNames pattern format minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum minItems maxItems multipleOf description default contentMediaType $ref".split(
    " ",
  ),
)
const types = new Set(["string", "integer", "number", "boolean", "null", "array", "object"])

/** Holds a schema, and those within it, to JSON Schema 2020-12 as far as ours use it. */
function checkSchema(value: unknown, document: Json, where: string): void {
  const schema = asObject(value)
  for (const name of Object.keys(schema)) assert.ok(keywords.has(name), `${where}: ${name}`)
  for (const type of [schema.type ?? []].flat()) assert.ok(types.has(String(type)), `${where}: ${type}`)
  if (schema.pattern !== undefined) new RegExp(String(schema.pattern), "u")
  if (schema.$ref !== undefined) resolve(document, String(schema.$ref))
  for (const name of ["anyOf", "allOf", "oneOf", "prefixItems"]) {
    const list: unknown = schema[name] ?? []
    assert.ok(Array.isArray(list))
    for (const [at, each] of list.entries()) checkSchema(each, document, `${where} ${name} ${at}`)
  }
  for (const [name, each] of Object.entries(asObject(schema.properties ?? {})))
    checkSchema(each, document, `${where}.${name}`)
  for (const name of ["items", "additionalProperties", "propertyNames"])
    if (typeof schema[name] === "object") checkSchema(schema[name], document, `${where} ${name}`)
}

function resolve(document: Json, ref: string): unknown {
  assert.match(ref, /^#\//)
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((value, name) => asObject(value)[name] ?? assert.fail(ref), document)
}

function checkContent(content: unknown, document: Json, where: string): void {
  for (const [type, media] of Object.entries(asObject(content))) {
    assert.match(type, /^[\w+.*-]+\/[\w+.*-]+$/)
    const { schema } = check("media", media, where)
    if (schema !== undefined) checkSchema(schema, document, where)
  }
}

function checkOperation(value: unknown, path: string, document: Json, where: string): string {
  const { operationId, parameters = [], requestBody, responses, security } = check("operation", value, where)
  assert.ok(Array.isArray(parameters) && Array.isArray(security))
  const named = parameters.map((each) => {
    const parameter = check("parameter", each, where)
    assert.ok(["query", "header", "path", "cookie"].includes(String(parameter.in)))
    if (parameter.in === "path") assert.equal(parameter.required, true)
    checkSchema(parameter.schema, document, `${where} ${parameter.name}`)
    return `${parameter.in} ${parameter.name}`
  })
  assert.equal(new Set(named).size, named.length)
  const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`)
  assert.deepEqual(named.filter((name) => name.startsWith("path ")).sort(), places.sort(), where)
  const schemes = asObject(asObject(document.components).securitySchemes)
  for (const needed of security) for (const name of Object.keys(needed)) assert.ok(name in schemes, where)
  if (requestBody !== undefined) checkContent(check("body", requestBody, where).content, document, where)
  for (const [status, answer] of Object.entries(asObject(responses))) {
    assert.match(status, /^([1-5]\d\d|default)$/)
    const { $ref, content = {} } = check("response", answer, `${where} ${status}`)
    if ($ref !== undefined) resolve(document, String($ref))
    checkContent(content, document, `${where} ${status}`)
  }
  return String(operationId)
}

test("openapi.json is an OpenAPI 3.1 document in which every message stands with its failures", async () => {
  await using server = await startServer({ gateway: true })
  const heard = await ask(server, "/api/v1/openapi.json")
  assert.match(heard.headers.get("content-type") ?? "", /^application\/json/)
  const document = check("document", JSON.parse(heard.text), "the document")
  assert.match(String(document.openapi), /^3\.1\.\d+$/)
  check("info", document.info, "info")
  const paths = asObject(document.paths)
  const ids = Object.entries(paths).flatMap(([path, item]) => {
    assert.match(path, /^\//)
    return Object.entries(check("path", item, path)).map(([method, operation]) =>
      checkOperation(operation, path, document, `${method} ${path}`),
    )
  })
  assert.equal(new Set(ids).size, ids.length)
  for (const name of ["schemas", "responses", "securitySchemes"])
    assert.ok(name in asObject(document.components))
  for (const { type, fails, reads, film, access } of messages) {
    const { post, get } = asObject(paths[`/api/v1/${type}`])
    assert.equal(get !== undefined, reads === true, type)
    const { responses, requestBody, security } = asObject(post)
    assert.equal("multipart/form-data" in asObject(asObject(requestBody).content), film === "request", type)
    assert.equal(JSON.stringify(security) === "[{}]", access === "anyone", type)
    for (const code of fails) {
      const answer = asObject(asObject(responses)[describeFailure(code).httpStatus])
      assert.ok(String(answer.description).split(", ").includes(code), `${type}: ${code}`)
    }
  }
  // Whatever else may be refused, it says that anything may.
  for (const [path, item] of Object.entries(paths))
    for (const operation of Object.values(asObject(item)))
      assert.ok("default" in asObject(asObject(operation).responses), path)
  const tag = heard.headers.get("etag") ?? ""
  assert.equal((await ask(server, "/api/v1/openapi.json", { headers: { "if-none-match": tag } })).status, 304)
})

test("the page to try it comes from this server alone, with nothing written into it", async () => {
  await using server = await startServer({ gateway: true })
  const moved = await ask(server, "/api")
  assert.deepEqual([moved.status, moved.headers.get("location")], [308, "/api/"])
  const page = await ask(server, "/api/")
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/)
  const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? "")
  assert.ok(links.length >= 3)
  for (const link of links) {
    assert.doesNotMatch(link, /^(https?:)?\/\//)
    assert.equal((await ask(server, `/api/${link}`)).status, 200, link)
  }
  assert.doesNotMatch(page.text, /<script(?![^>]* src=)|<style| style=| on\w+=/)
  await expect(server, [404, "NOT_FOUND"], "/api/other.js")
})
