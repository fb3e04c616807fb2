import type { PushOf } from "../../../interface/pushes.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import { listenToPushes } from "./link.ts"

type PushKind = Parameters<typeof isOfKind>[1]

/** Tells of each push of a kind until the function that it answers is called. */
export function onPush<Kind extends PushKind>(
  kind: Kind,
  listener: (push: PushOf<Kind>) => void,
): () => void {
  return listenToPushes((push) => {
    if (isOfKind(push, kind)) listener(push)
  })
}

function isOfKind<Kind extends "notice" | "missed" | "queue" | "turn" | "lost" | "session_ended">(
  push: JsonObject,
  kind: Kind,
): push is PushOf<Kind> & JsonObject {
  return push.push === kind
}
