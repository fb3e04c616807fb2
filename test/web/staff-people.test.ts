import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { type Person, startBrowser, type TestBrowser } from "../kit/browser.ts"
import { openAs } from "../kit/member-page.ts"
import { connectAdmin, connectMember, connectStaff } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { areStaffPagesAccessible, openStaff } from "../kit/staff-page.ts"

let browser: TestBrowser
before(async () => {
  browser = await startBrowser()
})
after(() => browser[Symbol.asyncDispose]())

describe("the staff's pages about people", { concurrency: 2 }, () => {
  test("a notice reaches a member's open page, and the staff sees who has read it", async () => {
    await using server = await startServer({ gateway: true })
    await connectAdmin(server)
    await connectMember(server)
    await using member = await openAs(browser, server, "member", "/notices")
    await using person = await openStaff(browser, server, "notices")
    await person.follow("Write a notice")
    await person.press("Post")
    await person.sees("Please fill this in.")
    await person.field("Title").fill("Closed on Sunday")
    await person.field("Text").fill("See you on Monday.")
    await person.page.reload()
    await person.sees("What you typed earlier is still here.")
    assert.equal(await person.field("Text").inputValue(), "See you on Monday.")
    await person.field("Pin it to the top").check()
    await person.press("Post")
    await person.isAt("Notices")
    await member.sees("Closed on Sunday")
    await member.sees("See you on Monday.")
    await person.follow("Closed on Sunday")
    await person.sees("Who has read it")
    await person.field("Title").fill("Closed on Saturday")
    await person.press("Save")
    await person.isAt("Notices")
    await person.follow("Closed on Saturday")
    await person.press("Withdraw")
    await person.page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click()
    await person.sees("The notice is withdrawn.")
    await member.page.reload()
    await member.sees("No notices")
  })

  test("a notice to one person goes to that account, and an unknown name is told", async () => {
    await using server = await startServer({ gateway: true })
    await connectAdmin(server)
    const [one, other] = [await connectMember(server, "one"), await connectMember(server, "other")]
    await using person = await openStaff(browser, server, "notices/new")
    await person.field("Title").fill("Your parcel")
    await person.field("Text").fill("It is here.")
    await person.field("For").selectOption("person")
    await person.field("Name of the account").fill("nobody")
    await person.press("Post")
    await person.sees("There is no such account.")
    await person.field("Name of the account").fill("one")
    await person.press("Post")
    await person.isAt("Notices")
    assert.match(JSON.stringify(await one.ok({ type: "list_notices" })), /Your parcel/)
    assert.doesNotMatch(JSON.stringify(await other.ok({ type: "list_notices" })), /Your parcel/)
  })

  test("a click before the search has come to rest leads where it should, however long that page takes", async () => {
    await using server = await startServer({ gateway: true })
    await connectMember(server, "小美")
    await connectAdmin(server)
    await using person = await openStaff(browser, server, "members")
    await person.page.getByRole("link", { name: "小美" }).waitFor()
    // The page that is gone to comes once the search would have rested twice.
    await person.page.route(/member-page.*\.js$/, async (route) => {
      await delay(600)
      await route.continue()
    })
    await person.page.getByLabel("Search accounts").fill("小")
    await person.follow("小美")
    await person.isAt("小美")
  })

  test("who is locked is thrown out at once, and comes in again when unlocked", async () => {
    await using server = await startServer({ gateway: true })
    await connectAdmin(server)
    await connectMember(server, "小美")
    await using member = await openAs(browser, server, "小美")
    await member.isAt("Films")
    await using person = await openStaff(browser, server, "members")
    await person.page.getByLabel("Search accounts").fill("小")
    await person.follow("小美")
    await person.press("Lock the account")
    await person.page.getByRole("dialog").getByRole("button", { name: "Lock the account" }).click()
    await person.sees("小美 is locked.")
    await member.isAt("Log in")
    await person.press("Unlock the account")
    await person.sees("小美 can log in again.")
    await person.field("New password").fill("short")
    await person.press("Set a new password")
    await person.sees("At least 6 characters")
    await person.field("New password").fill("another word")
    await person.press("Set a new password")
    await person.sees("小美 has a new password.")
    await member.field("Name").fill("小美")
    await member.field("Password").fill("another word")
    await member.press("Log in")
    await member.isAt("Films")
  })

  test("VIP is given and taken, a role changed, and all of it stands in the trail", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    await connectMember(server)
    await connectStaff(server, admin, "editor")
    await using person = await openStaff(browser, server, "members/member")
    await person.field("Days").fill("0")
    await person.press("Give VIP")
    await person.sees("Say a whole number from 1 to 3660.")
    await person.field("Days").fill("10")
    await person.press("Give VIP")
    await person.sees(/member is a VIP until/)
    await person.press("Take VIP away")
    await person.page.getByRole("dialog").getByRole("button", { name: "Take VIP away" }).click()
    await person.sees("member is no VIP any more.")
    await person.page.goto(`${server.url}/staff/members/editor`)
    await person.field("Role").selectOption("cashier")
    await person.press("Change the role")
    await person.sees("The role of editor is changed.")
    await person.follow("Trail")
    for (const action of ["give_vip", "take_vip", "set_role"]) await person.sees(action)
    await person.page.getByLabel("Upon").fill("user 3")
    await person.page.getByText("give_vip").waitFor({ state: "detached" })
    await person.isAccessible()
  })

  test("invitations are shown once, and each brings one person", async () => {
    await using server = await startServer({ gateway: true })
    await connectAdmin(server)
    await using person = await openStaff(browser, server, "invitations")
    await person.field("Role").selectOption("cashier")
    await person.press("Invite staff")
    const invitation = await person.page.locator(".invitations code").innerText()
    const peer = await server.connect()
    await peer.ok({ type: "register", name: "till", password: "p", user_type: "admin", invitation })
    await person.isAccessible()
    await person.field("How many").fill("3")
    await person.press("Invite members")
    await person.page.locator(".invitations code").nth(2).waitFor()
  })

  test("nothing on these pages is in anybody's way", async () => {
    await using server = await startServer({ gateway: true })
    const admin = await connectAdmin(server)
    await connectMember(server)
    await admin.ok({ type: "release_notice", title: "Closed", content: "On Sunday." })
    const sees = (text: string) => (person: Person) => person.sees(text)
    await areStaffPagesAccessible(browser, server, [
      ["notices", sees("Closed")],
      ["notices/1", ({ page }) => page.locator("form").waitFor()],
      ["members", ({ page }) => page.getByRole("link", { name: "member", exact: true }).waitFor()],
      ["members/member", sees("¥100.00")],
      ["trail", sees("release_notice")],
      ["line", ({ page }) => page.locator(".empty").waitFor()],
    ])
  })
})
