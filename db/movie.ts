import { boolean, choice, id, integer, references, text, timestamp, varchar } from "../orm/field.ts"
import { model } from "../orm/model.ts"

/** What a list of films needs of them. */
const listed = {
  id: id(),
  name: varchar(255),
  size: integer(),
  is_free: boolean(),
  is_delete: boolean({ default: false }),
  upload_time: timestamp({ default: "now" }),
  /** What it costs members, and VIPs, where that isn't what the settings say; VIPs pay the members' where only that is here. */
  price_fen: integer({ nullable: true }),
  price_vip_fen: integer({ nullable: true }),
  /** What it costs at most, everybody, from one moment until another. */
  offer_fen: integer({ nullable: true }),
  offer_from: timestamp({ nullable: true }),
  offer_until: timestamp({ nullable: true }),
  /** The content name of its poster. */
  poster: varchar(64, { nullable: true }),
  duration_ms: integer({ nullable: true }),
  width: integer({ nullable: true }),
  height: integer({ nullable: true }),
}

/**
 * A film. A deleted one lies in the trash until it is purged; then its bytes are gone, and its row stays for the records that
 * name it.
 */
export class Movie extends model("movie", {
  ...listed,
  stored_name: varchar(64),
  sampled_md5: varchar(32),
  uploader_id: references("user"),
  delete_time: timestamp({ nullable: true }),
  /** Bytes of a piece, and the hash over the manifest: not known of films that were stored before there were manifests. */
  piece_bytes: integer({ nullable: true }),
  content_id: varchar(64, { nullable: true }),
  /** In hexadecimal, once a job at low priority has worked it out. */
  sha256: varchar(64, { nullable: true }),
  /** When its bytes were found missing or wrong; nobody gets them until they were put right. */
  damage_time: timestamp({ nullable: true }),
  purge_time: timestamp({ nullable: true }),
  description: text({ nullable: true }),
  /** Whether its poster came from the film itself or from the staff. */
  poster_source: choice(["film", "staff"], { nullable: true }),
  /** The one that came from the film itself, also while the staff's stands in its place. */
  film_poster: varchar(64, { nullable: true }),
  /** When somebody began to look at the film itself for what follows; null until then. */
  probe_time: timestamp({ nullable: true }),
  /** Until when whoever looks at it may take; null before and after that. */
  probe_claim: timestamp({ nullable: true }),
  container: varchar(64, { nullable: true }),
  video_codec: varchar(32, { nullable: true }),
  audio_codec: varchar(32, { nullable: true }),
}) {}

/** A film as a list needs it, to be read alone: half the columns are read in half the time, and lists are what is asked for most. */
export class ListedFilm extends model("movie", listed) {}
