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
  "any-balance": { "db/account.ts": "any-balance.ts" },
  "any-price": { "interface/money/buy-film.ts": "any-price.ts" },
  "any-purchase": { "db/migrations/all.ts": "any-purchase.ts" },
  "any-voucher": { "db/voucher.ts": "any-voucher.ts" },
  "kept-balance": { "db/account.ts": "kept-balance.ts" },
  "no-key": { "interface/money/once.ts": "no-key.ts" },
  "one-side": { "db/ledger-entry.ts": "one-side.ts" },
  "no-nobody-hash": { "server/passwords.ts": "no-nobody-hash.ts" },
  "no-name-limit": { "server/name-tries.ts": "no-name-limit.ts" },
  "last-comes-first": { "server/queue/lanes.ts": "last-comes-first.ts" },
  "single-lane": { "server/queue/lanes.ts": "single-lane.ts" },
  "places-not-stored": { "server/queue/stored-places.ts": "places-not-stored.ts" },
  "no-mark": { "server/store/part-folder.ts": "no-mark.ts" },
}
