/** Between the tabs of one browser, which have one cookie: on some networks no socket would tell them. */
const channel = new BroadcastChannel("reelwire.session")

/** Tells the other tabs that somebody logged in or out. */
export function tellOtherTabs(): void {
  channel.postMessage(undefined)
}

/** Has a listener told whenever somebody logged in or out in another tab. */
export function onOtherTab(listener: () => void): void {
  channel.onmessage = listener
}
