import type { Text } from "../locale.ts"

/** Putting films into the library, and what of it is unfinished. */
export const uploadTexts = {
  menuFamilyUploads: { en: "Unfinished uploads …", zh: "未完成的上传…" },
  menuUpload: { en: "Upload films", zh: "上传影片" },
  askKind: { en: "Free or paid?", zh: "免费还是收费？" },
  uploaded: { en: "{file} is in the library, number {id}.", zh: "{file} 已上传，编号 {id}" },
  alreadyThere: {
    en: "{file} is already in the library, number {id}; nothing was sent. (--again uploads it once more.)",
    zh: "影片库中已有 {file}，编号 {id}，未发送任何内容（如需再次上传，请加 --again）",
  },
  comparing: { en: "comparing {file}", zh: "正在比对 {file}" },
  uploadGoesOn: {
    en: "{file}: what arrived is kept; the same command goes on where it was.",
    zh: "{file}：已上传的部分会保留；再次执行同一命令即可继续",
  },
  askFolder: { en: "Folder to pick films from:", zh: "选择影片所在目录：" },
  askFiles: { en: "Which files?", zh: "选择文件" },
  menuUploads: { en: "List unfinished uploads", zh: "查看未完成的上传" },
  menuDrop: { en: "Drop an unfinished upload", zh: "放弃未完成的上传" },
  askUpload: { en: "Which upload? (type to search)", zh: "哪个上传？（输入以搜索）" },
  confirmDrop: {
    en: "Drop the upload of {name} (number {id}, by {uploader}, {percent} of it is there)?",
    zh: "确定放弃 {name} 的上传（编号 {id}，上传者 {uploader}，已完成 {percent}）？",
  },
  headWho: { en: "Who", zh: "上传者" },
  headLastPiece: { en: "Last piece", zh: "最近分片" },
  noUploads: { en: "There are no unfinished uploads.", zh: "没有未完成的上传" },
  dropped: { en: "The upload of {name} (number {id}) is dropped.", zh: "已放弃 {name}（编号 {id}）的上传" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const uploadHelp = {
  uploads: { en: "Unfinished uploads.", zh: "未完成的上传" },
  upload: { en: "Puts films into the library.", zh: "上传影片" },
  uploadFiles: { en: "the films' files", zh: "影片文件" },
  free: { en: "free for everybody", zh: "免费影片" },
  paid: { en: "at a price", zh: "收费影片" },
  again: {
    en: "upload also what is in the library already, as another film",
    zh: "即使影片库中已有，也作为另一部影片上传",
  },
  uploadsList: { en: "Lists the unfinished uploads of all admins.", zh: "列出所有管理员未完成的上传" },
  uploadsDrop: { en: "Throws unfinished uploads away.", zh: "放弃未完成的上传" },
  uploadIds: { en: "the uploads' numbers, as uploads list shows them", zh: "上传编号，见 uploads list" },
} as const satisfies Readonly<Record<string, Text>>
