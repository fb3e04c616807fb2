import { lineTexts } from "../../interface/text/client/line.ts"
import type { Standing } from "../transfer/line-place.ts"
import type { Say } from "./say.ts"

/** A standing in the line for downloads, for a person: "12 people in front of you, about 4 min". */
export function describeStanding({ frontUsers, estimateS }: Standing, say: Say): string {
  const line = say(frontText(frontUsers), { front: frontUsers })
  return estimateS === undefined ? line : say(lineTexts.lineAbout, { line, time: aboutTime(estimateS, say) })
}

function frontText(front: number) {
  if (front === 0) return lineTexts.lineNext
  return front === 1 ? lineTexts.lineOne : lineTexts.lineMany
}

function aboutTime(seconds: number, say: Say): string {
  if (seconds < 60) return say(lineTexts.aboutSeconds, { seconds: Math.max(5, Math.ceil(seconds / 5) * 5) })
  const minutes = Math.round(seconds / 60)
  if (minutes < 100) return say(lineTexts.aboutMinutes, { minutes })
  return say(lineTexts.aboutHours, { hours: Math.round(minutes / 60) })
}
