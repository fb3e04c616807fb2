/**
 * What each sabotage does to the product: files of this folder by the modules of the product that they stand in for.
 * "another-boot" and "no-reservation" are none: they stand for what is otherwise on some machines, or after a true power cut.
 */
export const sabotages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "another-boot": { "interface/pieces/boot-id.ts": "another-boot.ts" },
  "no-reservation": { "server/store/fallocate.ts": "no-reservation.ts" },
  "no-fsync": { "interface/pieces/sync.ts": "no-fsync.ts" },
  "no-folder-fsync": { "interface/pieces/sync.ts": "no-folder-fsync.ts" },
  "retry-fsync": { "interface/pieces/sync.ts": "retry-fsync.ts" },
  "same-cache-id": { "interface/pieces/cache-id.ts": "same-cache-id.ts" },
  "rename-before-verify": { "server/store/receive-film.ts": "rename-before-verify.ts" },
  "unchecked-pieces": { "interface/pieces/piece-file.ts": "unchecked-pieces.ts" },
  "no-mark": { "server/store/part-folder.ts": "no-mark.ts" },
}
