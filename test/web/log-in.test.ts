import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { startBrowser, type TestBrowser } from "../kit/browser.ts"
import { connectAdmin, connectMember } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

async function memberServer(): Promise<TestServer> {
  const server = await startServer({ gateway: true })
  await connectAdmin(server)
  await connectMember(server, "李雷")
  return server
}

test("a new member registers, is logged in by that, stays so after a reload, and logs out", async () => {
  await using server = await startServer({ gateway: true })
  await using person = await browser.open(server.url)
  await person.isAt("Log in")
  await person.follow("Register")
  await person.isAt("Register")
  await person.field("Name").fill("韩梅梅")
  await person.field("Password").fill("correct horse")
  await person.field("The password once more").fill("correct horse")
  await person.press("Register")
  await person.isAt("Films")
  await person.page.reload()
  await person.isAt("Films")
  await person.follow("Account")
  await person.sees("韩梅梅")
  await person.press("Log out")
  await person.isAt("Log in")
  assert.equal(new URL(person.page.url()).search, "", "whoever logs in next begins at the beginning")
  await person.page.goto(server.url)
  await person.isAt("Log in")
})

test("what is wrong stands beside the field that it belongs to, which has the focus", async () => {
  await using server = await memberServer()
  await using person = await browser.open(server.url)
  await person.press("Log in")
  await person.sees("This is needed.")
  await person.field("Name").fill("李雷")
  await person.field("Password").fill("secreT")
  await person.press("Log in")
  await person.sees("Name, password or kind of account is wrong.")
  const password = person.field("Password")
  assert.equal(await password.getAttribute("aria-invalid"), "true")
  const described = await password.getAttribute("aria-describedby")
  assert.match(await person.page.locator(`[id="${described}"]`).innerText(), /is wrong/)
  assert.equal(await person.page.locator(":focus").getAttribute("aria-describedby"), described)
})

test("a taken name and passwords that differ are told at their fields", async () => {
  await using server = await memberServer()
  await using person = await browser.open(`${server.url}/register`)
  await person.field("Name").fill("李雷")
  await person.field("Password").fill("correct horse")
  await person.field("The password once more").fill("correct house")
  await person.press("Register")
  await person.sees("The two are not the same.")
  await person.field("The password once more").fill("correct horse")
  await person.press("Register")
  await person.sees("This name is taken.")
})

test("one logs in with the keyboard alone, and gets to the page that one had asked for", async () => {
  await using server = await memberServer()
  await using person = await browser.open(`${server.url}/account/devices`)
  await person.isAt("Log in")
  const { keyboard } = person.page
  await keyboard.press("Tab")
  assert.equal(await person.page.locator(":focus").innerText(), "Skip to the content")
  await keyboard.press("Enter")
  await keyboard.press("Tab")
  await keyboard.type("李雷")
  await keyboard.press("Tab")
  await keyboard.type("secret")
  await keyboard.press("Enter")
  await person.isAt("My account")
  await person.sees("You stay logged in nowhere.")
  assert.equal(await person.page.locator("h1:focus").count(), 1, "the heading has the focus")
})

test("the language and the look that were chosen are remembered", async () => {
  await using server = await memberServer()
  await using person = await browser.open(server.url)
  await person.page.getByRole("button", { name: /Language/ }).click()
  await person.page.getByText("简体中文").click()
  await person.isAt("登录")
  await person.page.getByText("深色").click()
  await person.page.keyboard.press("Escape")
  await person.page.getByText("深色").waitFor({ state: "hidden" })
  await person.page.reload()
  await person.isAt("登录")
  assert.equal(await person.page.locator("html").getAttribute("lang"), "zh-CN")
  assert.equal(await person.page.locator("html").getAttribute("data-theme"), "dark")
})

test("a browser that is set to Chinese is spoken to in Chinese, and so are refusals", async () => {
  await using server = await memberServer()
  await using person = await browser.open(server.url, { locale: "zh" })
  await person.isAt("登录")
  await person.field("用户名").fill("李雷")
  await person.field("密码").fill("wrong!")
  await person.press("登录")
  await person.sees("用户名、密码或账号类型错误")
})

test("a device that stays logged in is listed, and is logged in again when its session is over", async () => {
  await using server = await memberServer()
  await using person = await browser.open(server.url)
  await person.field("Stay logged in on this device").check()
  await person.logIn("李雷")
  await person.isAt("Films")
  await person.page.goto(`${server.url}/account/devices`)
  await person.sees("This one")
  await person.page.context().clearCookies({ name: "reelwire-session" })
  await person.page.goto(server.url)
  await person.isAt("Films")
})

test("a new library leads to its first admin's account, which takes no invitation; later ones do", async () => {
  await using server = await startServer({ gateway: true })
  await using person = await browser.open(server.url)
  await person.follow("Make the first admin account")
  await person.isAt("Register")
  await person.field("Name").fill("ada")
  await person.field("Password").fill("correct horse")
  await person.field("The password once more").fill("correct horse")
  assert.equal(await person.field("Invitation").count(), 0)
  await person.press("Register")
  await person.page.waitForURL("**/staff/films")
  await person.follow("Account")
  await person.press("Log out")
  await person.isAt("Log in")
  assert.equal(await person.page.getByText("Make the first admin account").count(), 0)
  await person.field("I am one of the staff").check()
  await person.follow("Register")
  await person.field("Invitation").waitFor()
})

test("who comes second to a new library is asked for an invitation", async () => {
  await using server = await startServer({ gateway: true })
  await using person = await browser.open(`${server.url}/register?staff=1`)
  await person.sees("The library’s first admin")
  await connectAdmin(server)
  await person.field("Name").fill("second")
  await person.field("Password").fill("secret")
  await person.field("The password once more").fill("secret")
  await person.press("Register")
  await person.sees("Registering takes an invitation for this kind of account that is still good.")
  await person.field("Invitation").waitFor()
})
