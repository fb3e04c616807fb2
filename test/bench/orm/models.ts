import { foldName } from "../../../db/fold-name.ts"
import { boolean, choice, id, integer, references, timestamp, varchar } from "../../../orm/field.ts"
import { model } from "../../../orm/model.ts"

/** An account as the first migration made it: the peers' definitions are the same ten columns, whatever comes to the product's. */
export class User extends model("user", {
  id: id(),
  name: varchar(64),
  name_key: varchar(255, { derive: { from: "name", by: foldName } }),
  password_hash: varchar(255),
  user_type: choice(["admin", "user"]),
  is_locked: boolean({ default: false }),
  is_vip: boolean({ default: false }),
  vip_since: timestamp({ nullable: true }),
  register_time: timestamp({ default: "now" }),
  last_login: timestamp({ nullable: true }),
}) {}

/** A film, likewise. */
export class Movie extends model("movie", {
  id: id(),
  name: varchar(255),
  stored_name: varchar(64),
  size: integer(),
  sampled_md5: varchar(32),
  is_free: boolean(),
  is_delete: boolean({ default: false }),
  uploader_id: references("user"),
  upload_time: timestamp({ default: "now" }),
  delete_time: timestamp({ nullable: true }),
}) {}
