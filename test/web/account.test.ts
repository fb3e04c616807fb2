import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { startMailServer } from "../kit/mail-server.ts"
import { openAs } from "../kit/member-page.ts"
import { connectMember } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

/** A page on which the member is logged in and sees a part of their account. */
async function openAccount({ url }: TestServer, part = ""): Promise<Person> {
  const person = await browser.open(`${url}/account${part}`)
  await person.logIn("member")
  await person.isAt("My account")
  return person
}

test("a changed mail address takes the password, and is verified by the code in the mail", async () => {
  await using mails = await startMailServer()
  await using server = await startServer({ gateway: true, smtpUrl: `smtp://127.0.0.1:${mails.port}` })
  await connectMember(server)
  await using person = await openAccount(server)
  await person.field("Mail address").fill("member@example.org")
  await person.field("Your password, since an address changes").fill("wrong!")
  await person.press("Save")
  await person.sees("The password is wrong.")
  await person.field("Your password, since an address changes").fill("secret")
  await person.press("Save")
  await person.sees("Not verified")
  await person.press("Send a code")
  const { text } = await mails.mail(1)
  await person.field("The code that came to member@example.org").fill(/\d{6}/.exec(text)?.[0] ?? "")
  await person.press("Verify")
  await person.page.getByText("Verified", { exact: true }).waitFor()
})

test("a forgotten password is replaced by the link that a verified address gets, or by the code beside it", async () => {
  await using mails = await startMailServer()
  await using server = await startServer({
    gateway: true,
    smtpUrl: `smtp://127.0.0.1:${mails.port}`,
    publicUrl: "https://films.example",
  })
  for (const name of ["by link", "by code"]) {
    const email = `${name.replace(" ", ".")}@example.org`
    await connectMember(server, name)
    await server.running.app.database.run(() => User.update({ name }, { email, email_time: now() }))
  }
  await using person = await browser.open(server.url)
  const ask = async (name: string): Promise<void> => {
    await person.follow("Forgotten your password?")
    await person.isAt("A new password")
    await person.field("Name").fill(name)
    await person.press("Send a code")
    await person.sees("Send it again")
  }
  const setPassword = async (): Promise<void> => {
    await person.field("New password").fill("another one")
    await person.field("The password once more").fill("another one")
    await person.press("Set the new password")
    await person.isAt("Log in")
  }
  await ask("by code")
  await person.field("Code").fill(/\d{6}/.exec((await mails.mail(1)).text)?.[0] ?? "")
  await setPassword()
  await mails.mail(2)
  await ask("by link")
  const link = /https:\/\/films\.example(\/\S+)/.exec((await mails.mail(3)).text)?.[1]
  await person.page.goto(`${server.url}${link}`)
  await setPassword()
  await person.logIn("by link", "another one")
  await person.isAt("Films")
})

test("a member changes their name and their password, and is called by the new name", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await openAccount(server, "/security")
  await person.field("Present password").fill("secret")
  await person.field("New password").fill("another one")
  await person.field("The password once more").fill("another one")
  await person.press("Change the password")
  await person.sees("Your password is changed.")
  await person.field("New name").fill("新名字")
  await person.field("Password").fill("another one")
  await person.press("Change the name")
  await person.sees("新名字, here since")
})

test("a device is logged out from another one, which then has to log in and comes back to its page", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using first = await browser.open(server.url)
  await first.field("Stay logged in on this device").check()
  await first.logIn("member")
  await first.isAt("Films")
  await first.follow("Notices")
  await first.isAt("Notices")
  await first.hears("Subscribed.")
  await using second = await openAccount(server, "/devices")
  await second.press("Log it out")
  await second.page.getByRole("dialog").getByRole("button", { name: "Log it out" }).click()
  await second.sees("You stay logged in nowhere.")
  await first.isAt("Log in")
  assert.equal(new URL(first.page.url()).searchParams.get("back"), "/notices")
})

test("an account with money on it is deleted once its owner gives that up", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await openAccount(server, "/security")
  await person.press("Delete the account")
  const dialog = person.page.getByRole("dialog")
  await dialog.getByText("¥100.00 is left on the account").waitFor()
  const last = dialog.getByRole("button", { name: "Delete it for good" })
  assert.equal(await last.isDisabled(), true)
  await person.page.keyboard.press("Escape")
  await dialog.waitFor({ state: "hidden" })
  await person.press("Delete the account")
  await dialog.getByLabel(/I give up/).check()
  await dialog.getByLabel("Password", { exact: true }).fill("secret")
  await last.click()
  await person.isAt("Log in")
  await person.logIn("member")
  await person.sees("Name, password or kind of account is wrong.")
})

test("where members need an invitation, and have to tell something, the page asks for both", async () => {
  await using server = await startServer({
    gateway: true,
    registration: "invitation",
    requiredProfile: ["display_name"],
  })
  await using person = await browser.open(`${server.url}/register#nonsense`)
  await person.field("Name").fill("member")
  await person.field("Password").fill("secret")
  await person.field("The password once more").fill("secret")
  await person.press("Register")
  await person.sees("This is needed.")
  await person.field("What we call you").fill("M")
  await person.press("Register")
  await person.sees("Registering takes an invitation for this kind of account that is still good.")
})

test("where nobody can register the page says so, but the staff still may with an invitation", async () => {
  await using server = await startServer({ gateway: true, registration: "closed" })
  await using person = await browser.open(`${server.url}/register`)
  await person.sees("Nobody can register as a member here at present.")
  await person.field("I am one of the staff").check()
  await person.field("Name").fill("admin")
  await person.field("Password").fill("secret")
  await person.field("The password once more").fill("secret")
  await person.press("Register")
  await person.page.waitForURL("**/staff/films")
})

test("on a phone the part of the account that an address names is in sight, and the menu says where one is", async () => {
  await using server = await startServer({ gateway: true })
  await connectMember(server)
  await using person = await openAs(browser, server, "member", "/account/look", { size: "phone" })
  const chosen = person.page.getByRole("tab", { selected: true })
  await chosen.waitFor()
  const box = await chosen.boundingBox()
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box))
  assert.equal(await person.page.evaluate("scrollY"), 0, "the page itself stays where it is")
  const entry = person.page.locator(".bottom-link", { hasText: "Account" })
  assert.match((await entry.getAttribute("class")) ?? "", /exact-active/)
})
