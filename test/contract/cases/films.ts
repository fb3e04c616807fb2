import { makePicture } from "../../kit/pictures.ts"
import { asAdmin, asMember, type Case, type CaseGroup, fails, works } from "../case.ts"

const nowhere = 99_999
const zeros = "0".repeat(64)
const damaged = { damage_time: new Date(0) }

const editing = [
  "delete_movie",
  "restore_movie",
  "purge_movie",
  "edit_movie",
  "set_free",
  "set_price",
  "set_offer",
] as const
const edits = {
  edit_movie: { name: "another name" },
  set_free: { is_free: 0 },
  set_price: { price_fen: 300 },
  set_offer: { offer_fen: 200 },
}

function idOf(type: (typeof editing)[number], movie_id: number): object {
  return type === "delete_movie" ? { delete_movie_id: movie_id } : { movie_id }
}

/** An upload of a film, changed where the case says so. */
function uploading(more: object = {}): Case["prepare"] {
  return (scene) => {
    const { bytes, request } = scene.newFilm()
    return { fields: { ...request, ...more }, bytes, session: scene.boss }
  }
}

/** Films: seen, downloaded, uploaded and changed. */
export const films: readonly CaseGroup[] = [
  {
    cases: [
      works("get_movie_list", asMember({ movie_type: "all" })),
      works("list_movies", asMember({ movie_type: "free", limit: 2 })),
      works(
        "show_movie",
        asMember(async (s) => ({ movie_id: await s.film() })),
      ),
      fails("NO_SUCH_MOVIE", "show_movie", asMember({ movie_id: nowhere })),
      works(
        "note_position",
        asMember(async (s) => ({ movie_id: await s.film(), position_ms: 5000 })),
      ),
      fails("NO_SUCH_MOVIE", "note_position", asMember({ movie_id: nowhere, position_ms: 5000 })),
      works("list_watching", asMember()),
      works(
        "get_manifest",
        asMember(async (s) => ({ movie_id: await s.film() })),
      ),
      fails("NO_SUCH_MOVIE", "get_manifest", asMember({ movie_id: nowhere })),
      fails(
        "NO_SUCH_DOWNLOAD",
        "get_manifest",
        asMember(async (s) => ({ movie_id: await s.film(), download_id: nowhere })),
      ),
      fails(
        "MANIFEST_PENDING",
        "get_manifest",
        asMember(async (s) => ({ movie_id: await s.changedFilm({ content_id: null }) })),
      ),
      fails(
        "FILM_DAMAGED",
        "get_manifest",
        asMember(async (s) => ({ movie_id: await s.changedFilm(damaged) })),
      ),
      works(
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.film() })),
      ),
      works(
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.film(), offset: 10, length: 20 })),
      ),
      fails("NO_SUCH_MOVIE", "download_movie", asMember({ movie_id: nowhere })),
      fails(
        "BAD_RANGE",
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.film(), offset: 101 })),
      ),
      fails(
        "NO_SUCH_DOWNLOAD",
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.film(), download_id: nowhere })),
      ),
      fails(
        "FILM_CHANGED",
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.film(), content_id: zeros })),
      ),
      fails(
        "FILM_DAMAGED",
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.changedFilm(damaged) })),
      ),
      fails(
        "PAYMENT_REQUIRED",
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.film(0), payment: "separate" })),
      ),
      fails(
        "INSUFFICIENT_BALANCE",
        "download_movie",
        asMember(async (s) => ({ movie_id: await s.changedFilm({ price_fen: 1_000_000 }) })),
      ),
      works("leave_queue", asMember({ place: "none" })),
      works(
        "delivered",
        asMember(async (s, member) => ({ download_id: await s.download(member, await s.film()) })),
      ),
      fails("NO_SUCH_DOWNLOAD", "delivered", asMember({ download_id: nowhere })),
      works(
        "check_download_record",
        asMember(async (s, member) => {
          await s.download(member, await s.film())
          return {}
        }),
      ),
      works("list_downloads", asMember({ limit: 3 })),
      works("check_movie", asAdmin({ file_md5: "f".repeat(32) })),
      fails(
        "MOVIE_EXISTS",
        "check_movie",
        asAdmin(async (s) => {
          const { bytes, request } = s.newFilm()
          await s.admin.ok(request, bytes)
          return { file_md5: request.file_md5 }
        }),
      ),
      works("upload_movie", uploading()),
      fails("WRONG_CONTENT", "upload_movie", uploading({ file_md5: "0".repeat(32) })),
      fails("BAD_FIELD", "upload_movie", uploading({ file_name: "" })),
      works(
        "start_upload",
        asAdmin((s) => {
          const { file_name, file_size: film_size, file_md5, is_free } = s.newFilm().request
          return { file_name, film_size, file_md5, is_free }
        }),
      ),
      works(
        "check_upload",
        asAdmin(async (s) => ({ upload_id: (await s.upload()).upload_id })),
      ),
      fails("NO_SUCH_UPLOAD", "check_upload", asAdmin({ upload_id: nowhere })),
      works("send_piece", async (s) => {
        const {
          film: { bytes },
          upload_id,
          hash,
        } = await s.upload()
        return { fields: { upload_id, piece: 0, hash, file_size: bytes.length }, bytes, session: s.boss }
      }),
      fails("WRONG_PIECE", "send_piece", async (s) => {
        const {
          film: { bytes },
          upload_id,
        } = await s.upload()
        return {
          fields: { upload_id, piece: 0, hash: zeros, file_size: bytes.length },
          bytes,
          session: s.boss,
        }
      }),
      fails("NO_SUCH_PIECE", "send_piece", async (s) => {
        const {
          film: { bytes },
          upload_id,
          hash,
        } = await s.upload()
        return { fields: { upload_id, piece: 1, hash, file_size: bytes.length }, bytes, session: s.boss }
      }),
      fails("NO_SUCH_UPLOAD", "send_piece", (s) => ({
        fields: { upload_id: nowhere, piece: 0, hash: zeros, file_size: 1 },
        bytes: Buffer.alloc(1),
        session: s.boss,
      })),
      works(
        "finish_upload",
        asAdmin(async (s) => ({ upload_id: await s.wholeUpload() })),
      ),
      fails("NO_SUCH_UPLOAD", "finish_upload", asAdmin({ upload_id: nowhere })),
      fails(
        "PIECES_MISSING",
        "finish_upload",
        asAdmin(async (s) => ({ upload_id: (await s.upload()).upload_id })),
      ),
      fails(
        "WRONG_CONTENT",
        "finish_upload",
        asAdmin(async (s) => ({ upload_id: await s.wholeUpload(), content_id: zeros })),
      ),
      works("list_uploads", asAdmin({ limit: 2 })),
      works(
        "drop_upload",
        asAdmin(async (s) => ({ upload_id: (await s.upload()).upload_id })),
      ),
      fails("NO_SUCH_UPLOAD", "drop_upload", asAdmin({ upload_id: nowhere })),
      works(
        "delete_movie",
        asAdmin(async (s) => ({ delete_movie_id: await s.film() })),
      ),
      works("list_trash", asAdmin({ limit: 3 })),
      works(
        "restore_movie",
        asAdmin(async (s) => ({ movie_id: await s.deletedFilm() })),
      ),
      works(
        "purge_movie",
        asAdmin(async (s) => ({ movie_id: await s.deletedFilm() })),
      ),
      fails(
        "PURCHASED",
        "purge_movie",
        asAdmin(async (s) => {
          const { movie_id } = await s.boughtFilm()
          await s.admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
          return { movie_id }
        }),
      ),
      ...(["edit_movie", "set_free", "set_price", "set_offer"] as const).map((type) =>
        works(
          type,
          asAdmin(async (s) => ({ movie_id: await s.film(), ...edits[type] })),
        ),
      ),
      ...editing.map((type) =>
        fails(
          "NO_SUCH_MOVIE",
          type,
          asAdmin({
            ...Object(Object.entries(edits).find(([name]) => name === type)?.[1]),
            ...idOf(type, nowhere),
          }),
        ),
      ),
      works("set_poster", async (s) => {
        const bytes = await makePicture()
        return { fields: { movie_id: await s.film(), file_size: bytes.length }, bytes, session: s.boss }
      }),
      fails("NO_SUCH_MOVIE", "set_poster", (s) => ({
        fields: { movie_id: nowhere, file_size: 3 },
        bytes: Buffer.from("xyz"),
        session: s.boss,
      })),
      fails("BAD_IMAGE", "set_poster", async (s) => ({
        fields: { movie_id: await s.film(), file_size: 3 },
        bytes: Buffer.from("xyz"),
        session: s.boss,
      })),
      works(
        "use_poster",
        asAdmin(async (s) => ({ movie_id: await s.film(), poster: null })),
      ),
      fails("NO_SUCH_MOVIE", "use_poster", asAdmin({ movie_id: nowhere, poster: null })),
      fails(
        "NO_SUCH_IMAGE",
        "use_poster",
        asAdmin(async (s) => ({ movie_id: await s.film(), poster: zeros })),
      ),
      works("check_store", asAdmin()),
      works("list_queue", asAdmin()),
      works("statistics", asAdmin({ days: 2 })),
    ],
  },
  {
    settings: { maxFilmBytes: 50, maxImageBytes: 2 },
    cases: [
      fails("FILM_TOO_LARGE", "upload_movie", uploading()),
      fails(
        "FILM_TOO_LARGE",
        "start_upload",
        asAdmin((s) => {
          const { file_name, file_size: film_size, file_md5, is_free } = s.newFilm().request
          return { file_name, film_size, file_md5, is_free }
        }),
      ),
      fails("IMAGE_TOO_LARGE", "set_poster", (s) => ({
        fields: { movie_id: 1, file_size: 3 },
        bytes: Buffer.from("xyz"),
        session: s.boss,
      })),
    ],
  },
  {
    settings: { minFreeBytes: 2 ** 50 },
    cases: [
      fails("NO_SPACE", "upload_movie", uploading()),
      fails(
        "NO_SPACE",
        "start_upload",
        asAdmin((s) => {
          const { file_name, file_size: film_size, file_md5, is_free } = s.newFilm().request
          return { file_name, film_size, file_md5, is_free }
        }),
      ),
    ],
  },
  {
    settings: { downloadSlots: 1, slotLingerS: 600, queueMost: 1 },
    cases: [
      fails(
        "QUEUED",
        "download_movie",
        asMember(async (s) => {
          const movie_id = await s.film()
          await s.download(await s.member(), movie_id)
          return { movie_id, queue: "tell" }
        }),
      ),
      fails(
        "QUEUE_FULL",
        "download_movie",
        asMember(async (s) => {
          const waiting = await s.member()
          const told = { type: "download_movie", movie_id: 1, queue: "tell" }
          await waiting.peer.ask(told)
          return { movie_id: 1, queue: "tell" }
        }),
      ),
    ],
  },
  {
    settings: { downloadSlots: 1, slotLingerS: 600, queueMostPerPerson: 1 },
    cases: [
      fails(
        "TOO_MANY_PLACES",
        "download_movie",
        asMember(async (s, member) => {
          const [first, second] = [await s.film(), await s.film()]
          await s.download(await s.member(), first)
          await member.peer.fails("QUEUED", { type: "download_movie", movie_id: first, queue: "tell" })
          return { movie_id: second, queue: "tell" }
        }),
      ),
    ],
  },
]
