import { after, before, test } from "node:test"
import { startBrowser, type TestBrowser } from "../kit/browser.ts"
import { looks } from "../kit/looks.ts"
import { connectMember } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

/** A page before the log-in, and something that is to be seen on it in either language. */
const strangers = [
  ["/login", /^(Log in|登录)$/],
  ["/register", /^(Register|注册)$/],
  ["/forgotten", /^(A new password|重设密码)$/],
  ["/reset", /^(A new password|重设密码)$/],
  ["/reset#token", /^(A new password|重设密码)$/],
  ["/about", /^(About Reelwire|关于 Reelwire)$/],
  ["/not-allowed", /^(This isn't yours to see|无权查看)$/],
  ["/nowhere", /^(There is nothing here|页面不存在)$/],
] as const

for (const look of looks) {
  const name = Object.values(look).join(", ")
  test(`everybody can use the pages before the log-in and those of one's account: ${name}`, async () => {
    await using server = await startServer({ gateway: true })
    await connectMember(server)
    await using person = await browser.open(`${server.url}/login`, look)
    for (const [path, heading] of strangers) {
      await person.page.goto(server.url + path)
      await person.isAt(heading)
      await person.isAccessible()
    }
    await person.page.goto(`${server.url}/login?back=/account`)
    await person.page.getByRole("button", { name: /^(Log in|登录)$/ }).click()
    await person.sees(/This is needed|必填/)
    await person.isAccessible()
    await person.page.getByRole("button", { name: /^(Language|语言)/ }).click()
    await person.isAccessible()
    await person.field(look.locale === "zh" ? "用户名" : "Name").fill("member")
    await person.field(look.locale === "zh" ? "密码" : "Password").fill("secret")
    await person.page.getByRole("checkbox").first().check()
    await person.page.getByRole("button", { name: /^(Log in|登录)$/ }).click()
    await person.isAt(/^(My account|我的账号)$/)
    for (const part of ["", "/security", "/devices", "/look"]) {
      await person.page.goto(`${server.url}/account${part}`)
      await person.page.locator(".card, table").first().waitFor()
      await person.isAccessible()
    }
    await person.page.goto(`${server.url}/account/security`)
    await person.page.getByRole("button", { name: /^(Delete the account|注销账号)$/ }).click()
    await person.page.getByRole("dialog").waitFor()
    await person.isAccessible()
  })
}
