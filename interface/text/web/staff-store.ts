import type { Text } from "../locale.ts"

/** What the page about the check of the store says. */
export const staffStoreTexts = {
  title: { en: "Store", zh: "存储检查" },
  lead: { en: "Hashes every stored film again and compares files with rows.", zh: "重新校验所有影片文件" },
  check: { en: "Check", zh: "开始检查" },
  repair: { en: "Check and repair", zh: "检查并修复" },
  repairTitle: { en: "Check and repair the store?", zh: "检查并修复？" },
  repairBody: {
    en: "What can be put right is; files that no film has are set aside.",
    zh: "可修复的将被修复，不属于任何影片的文件将被移开",
  },
  running: { en: "Under way: {done} of {total} films", zh: "正在检查：{done} / {total} 部" },
  clean: { en: "{total} films are as they were stored.", zh: "{total} 部影片完好" },
  problems: { en: "{count} problems were found.", zh: "发现 {count} 个问题" },
  notYet: { en: "No check was made since the server started.", zh: "服务器启动后尚未检查" },
  kind: { en: "Problem", zh: "问题" },
  missing: { en: "file is missing", zh: "文件缺失" },
  damaged: { en: "bytes are damaged", zh: "数据损坏" },
  no_manifest: { en: "manifest is missing", zh: "清单缺失" },
  no_row: { en: "file belongs to no film", zh: "文件不属于任何影片" },
  upload_lost: { en: "upload lost its file", zh: "上传文件丢失" },
  films: { en: "Films", zh: "影片" },
  outcome: { en: "What was done", zh: "处理结果" },
  found: { en: "nothing", zh: "未处理" },
  repaired: { en: "repaired", zh: "已修复" },
  set_aside: { en: "set aside", zh: "已移开" },
  removed: { en: "removed", zh: "已移除" },
} as const satisfies Readonly<Record<string, Text>>
