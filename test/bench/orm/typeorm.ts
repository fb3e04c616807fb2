import { DataSource, EntitySchema } from "typeorm"
import { type FilmRow, type Films, type FilmWithUploader, poolSize } from "./films.ts"

type Film = FilmRow & FilmWithUploader & { readonly is_free: boolean; readonly is_delete: boolean }
type User = { readonly id: number; readonly name: string }

const time = { type: "datetime", precision: 3 } as const
const user = new EntitySchema<User & Record<string, unknown>>({
  name: "user",
  columns: {
    id: { type: Number, primary: true, generated: true },
    name: { type: "varchar", length: 64 },
    name_key: { type: "varchar", length: 255 },
    password_hash: { type: "varchar", length: 255 },
    user_type: { type: "varchar", length: 5 },
    is_locked: { type: Boolean },
    is_vip: { type: Boolean },
    vip_since: { ...time, nullable: true },
    register_time: time,
    last_login: { ...time, nullable: true },
  },
})
const movie = new EntitySchema<Film & Record<string, unknown>>({
  name: "movie",
  columns: {
    id: { type: Number, primary: true, generated: true },
    name: { type: "varchar", length: 255 },
    stored_name: { type: "varchar", length: 64 },
    size: { type: Number },
    sampled_md5: { type: "varchar", length: 32 },
    is_free: { type: Boolean },
    is_delete: { type: Boolean, default: false },
    uploader_id: { type: Number },
    upload_time: { ...time, createDate: true },
    delete_time: { ...time, nullable: true },
  },
  relations: { uploader: { type: "many-to-one", target: "user", joinColumn: { name: "uploader_id" } } },
})

/** Films through typeorm's repositories. */
export async function openTypeorm(url: string): Promise<Films> {
  const source = new DataSource({
    type: "mysql",
    url,
    poolSize,
    timezone: "Z",
    entities: [movie, user],
  })
  await source.initialize()
  const films = source.getRepository(movie)
  const listed = (limit: number) =>
    ({ where: { is_delete: false }, order: { id: "ASC" }, take: limit }) as const
  return {
    byKey: async (id) => (await films.findOneBy({ id })) ?? undefined,
    list: (limit) => films.find(listed(limit)),
    withUploaders: (limit) => films.find({ ...listed(limit), relations: { uploader: true } }),
    insert: async (film) => Number((await films.insert(film)).identifiers[0]?.id),
    updater: async (id) => (is_free) => films.update(id, { is_free }),
    close: () => source.destroy(),
  }
}
