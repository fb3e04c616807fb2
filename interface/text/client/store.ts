import type { Text } from "../locale.ts"

/** The check and the repair of the stored films. */
export const storeTexts = {
  menuFamilyStore: { en: "Stored films …", zh: "影片存储…" },
  menuCheck: { en: "Check the stored films", zh: "检查影片存储" },
  menuRepair: { en: "Check and repair the stored films", zh: "检查并修复影片存储" },
  confirmRepair: {
    en: "Check all stored films and put right what can be? Damaged films are set aside.",
    zh: "确定检查全部影片并修复可修复的问题？已损坏的影片将被移出",
  },
  headFilms: { en: "Films", zh: "影片编号" },
  headPieces: { en: "Pieces", zh: "分片" },
  headFile: { en: "File", zh: "文件" },
  headOutcome: { en: "Outcome", zh: "结果" },
  checking: { en: "checking, {done} of {all} films", zh: "检查影片 {done} / {all}" },
  repairing: { en: "repairing, {done} of {all} films", zh: "修复影片 {done} / {all}" },
  checked: {
    en: "{films} films checked, {problems} problems.",
    zh: "已检查 {films} 部影片，发现 {problems} 个问题",
  },
  problemMissing: { en: "no file", zh: "文件缺失" },
  problemDamaged: { en: "damaged", zh: "已损坏" },
  problemNoManifest: { en: "no manifest", zh: "清单缺失" },
  problemNoRow: { en: "no film", zh: "无对应影片" },
  problemUploadLost: { en: "upload without file", zh: "上传文件丢失" },
  outcomeFound: { en: "found", zh: "未处理" },
  outcomeRepaired: { en: "repaired", zh: "已修复" },
  outcomeSetAside: { en: "set aside", zh: "已移出" },
  outcomeRemoved: { en: "removed", zh: "已删除" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const storeHelp = {
  store: { en: "The stored films' files.", zh: "影片存储" },
  storeCheck: {
    en: "Reads every stored film again and tells what is damaged or missing.",
    zh: "重新读取全部影片，报告损坏或缺失的文件",
  },
  storeRepair: {
    en: "Checks every stored film and puts right what can be.",
    zh: "检查全部影片并修复可修复的问题",
  },
} as const satisfies Readonly<Record<string, Text>>
