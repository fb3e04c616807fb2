import { clientTexts } from "../../interface/text/client.ts"
import type { Standing } from "../transfer/line-place.ts"
import type { Say } from "./say.ts"

/** A standing in the line for downloads, for a person: "12 people in front of you, about 4 min". */
export function describeStanding({ frontUsers, estimateS }: Standing, say: Say): string {
  const line = say(frontText(frontUsers), { front: frontUsers })
  return estimateS === undefined
    ? line
    : say(clientTexts.lineAbout, { line, time: aboutTime(estimateS, say) })
}

function frontText(front: number) {
  if (front === 0) return clientTexts.lineNext
  return front === 1 ? clientTexts.lineOne : clientTexts.lineMany
}

function aboutTime(seconds: number, say: Say): string {
  if (seconds < 60) return say(clientTexts.aboutSeconds, { seconds: Math.max(5, Math.ceil(seconds / 5) * 5) })
  const minutes = Math.round(seconds / 60)
  if (minutes < 100) return say(clientTexts.aboutMinutes, { minutes })
  return say(clientTexts.aboutHours, { hours: Math.round(minutes / 60) })
}
