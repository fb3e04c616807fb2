const jumpS = 10
const volumeStep = 0.1
const rates = [0.5, 0.75, 1, 1.25, 1.5, 2]

/** Does what a key means while a film is there: wherever the focus is, but for fields, buttons, and dialogs. */
export function pressOnPlayer(event: KeyboardEvent, video: HTMLVideoElement, stage: HTMLElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  // Beside the player these move the page.
  if (/^Arrow(Up|Down)$/.test(event.key) && !(event.target instanceof Node && stage.contains(event.target)))
    return
  const act = actionOf(event.key, video, stage)
  if (act === undefined) return
  // The browser's own controls know some of these keys too: once is enough.
  event.preventDefault()
  event.stopPropagation()
  act()
}

function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]") !== null) return true
  if (!(target instanceof HTMLElement)) return false
  return target.closest("input, textarea, select, button, a, summary, [role=tab]") !== null
}

function actionOf(key: string, video: HTMLVideoElement, stage: HTMLElement): (() => void) | undefined {
  const { currentTime, duration } = video
  const seek = (seconds: number): void => {
    video.currentTime = Math.max(0, Math.min(Number.isFinite(duration) ? duration : seconds, seconds))
  }
  const change = (by: number): void => {
    video.muted = false
    video.volume = Math.max(0, Math.min(1, video.volume + by))
  }
  if (/^[0-9]$/.test(key)) return () => Number.isFinite(duration) && seek((duration * Number(key)) / 10)
  const actions: Readonly<Record<string, () => void>> = {
    " ": () => toggle(video),
    k: () => toggle(video),
    ArrowLeft: () => seek(currentTime - jumpS),
    j: () => seek(currentTime - jumpS),
    ArrowRight: () => seek(currentTime + jumpS),
    l: () => seek(currentTime + jumpS),
    ArrowUp: () => change(volumeStep),
    ArrowDown: () => change(-volumeStep),
    m: () => {
      video.muted = !video.muted
    },
    f: () => void fill(stage),
    "<": () => hurry(video, -1),
    ">": () => hurry(video, 1),
  }
  return actions[key.length === 1 ? key.toLowerCase() : key]
}

function toggle(video: HTMLVideoElement): void {
  if (video.paused) video.play().catch(() => undefined)
  else video.pause()
}

async function fill(stage: HTMLElement): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen()
  else await stage.requestFullscreen().catch(() => undefined)
}

function hurry(video: HTMLVideoElement, by: 1 | -1): void {
  const at = rates.indexOf(video.playbackRate)
  video.playbackRate = rates[Math.max(0, Math.min(rates.length - 1, (at === -1 ? 2 : at) + by))] ?? 1
}
