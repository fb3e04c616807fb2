import assert from "node:assert/strict"
import { mkdir, rename, writeFile } from "node:fs/promises"
import { test } from "node:test"
import fastify from "fastify"
import { pageRoutes } from "../../../server/gateway/page-routes.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

const html = { accept: "text/html" }

async function build(folder: string, name: string): Promise<void> {
  await mkdir(`${folder}assets`, { recursive: true })
  await writeFile(`${folder}index.html`, `<script src="/assets/${name}.js"></script>`)
  await writeFile(`${folder}assets/${name}.js`, `"${name}"`)
}

test("a page that isn't built is told in a sentence that says what builds it, and is there once it did", async () => {
  await using folder = await temporaryFolder()
  await using gateway = fastify()
  const dist = `${folder.path}/dist/`
  await pageRoutes(gateway, dist)
  const missing = await gateway.inject({ url: "/films/12", headers: html })
  assert.equal(missing.statusCode, 503)
  assert.match(missing.body, /npm run prepare/)
  const inChinese = { ...html, "accept-language": "zh-CN" }
  assert.match((await gateway.inject({ url: "/", headers: inChinese })).body, /网页尚未构建/)
  await build(dist, "first")
  for (const url of ["/", "/films/12"]) {
    const page = await gateway.inject({ url, headers: html })
    assert.equal(page.statusCode, 200)
    assert.match(page.body, /first/)
  }
})

test("what is built while the server runs is served whole", async () => {
  await using folder = await temporaryFolder()
  await using gateway = fastify()
  const dist = `${folder.path}/dist/`
  await build(dist, "first")
  await pageRoutes(gateway, dist)
  assert.equal((await gateway.inject("/assets/first.js")).body, '"first"')
  await build(`${folder.path}/fresh/`, "second")
  await rename(dist, `${folder.path}/old`)
  await rename(`${folder.path}/fresh/`, dist)
  assert.match((await gateway.inject({ url: "/", headers: html })).body, /second/)
  const asset = await gateway.inject("/assets/second.js")
  assert.equal(asset.body, '"second"')
  assert.match(String(asset.headers["cache-control"]), /immutable/)
})

test("nothing beside the page is served, and no file that isn't meant for it", async () => {
  await using folder = await temporaryFolder()
  await using gateway = fastify()
  const dist = `${folder.path}/dist/`
  await build(dist, "first")
  await writeFile(`${folder.path}/secret`, "secret")
  await writeFile(`${dist}.secret`, "secret")
  await pageRoutes(gateway, dist)
  for (const url of [
    "/../secret",
    "/%2e%2e/secret",
    "/..%2fsecret",
    "/assets/..%2f..%2fsecret",
    "/.secret",
  ]) {
    const { statusCode, body } = await gateway.inject(url)
    assert.ok(statusCode >= 400, `${url}: ${statusCode}`)
    assert.notEqual(body, "secret")
  }
})
