import type { Text } from "../locale.ts"

/** What a film's page says of the film. */
export const filmTexts = {
  back: { en: "All films", zh: "全部影片" },
  about: { en: "About this film", zh: "影片简介" },
  facts: { en: "The file", zh: "文件信息" },
  duration: { en: "Duration", zh: "时长" },
  resolution: { en: "Resolution", zh: "分辨率" },
  size: { en: "Size", zh: "大小" },
  container: { en: "Format", zh: "格式" },
  video: { en: "Picture", zh: "视频编码" },
  audio: { en: "Sound", zh: "音频编码" },
  uploaded: { en: "Added", zh: "上架时间" },
  sha256: { en: "SHA-256", zh: "SHA-256" },
  pending: { en: "being worked out", zh: "计算中" },
  free: { en: "Free", zh: "免费" },
  freeHint: { en: "Watch and download as often as you like.", zh: "可随时观看和下载" },
  bought: { en: "Yours", zh: "已购买" },
  boughtHint: { en: "You have bought this film: it stays yours.", zh: "您已购买，可永久观看和下载" },
  staffHint: {
    en: "Members pay {price}; the staff watches for nothing.",
    zh: "普通用户价格 {price}，管理人员免费观看",
  },
  buyHint: { en: "Pay once, watch and download for ever.", zh: "一次购买，永久观看和下载" },
  offerUntil: { en: "Offer until {time}", zh: "特价截至 {time}" },
  trash: {
    en: "This film was taken off sale; since you bought it, it stays with you.",
    zh: "该影片已下架，您已购买，仍可观看",
  },
  damaged: {
    en: "This film's file was found damaged, so it can't be watched until it has been put right.",
    zh: "影片文件已损坏，修复前无法观看",
  },
  goneTitle: { en: "This film isn't here (any more)", zh: "影片不存在或已下架" },
  gone: { en: "It may have been removed from the library.", zh: "该影片可能已从影片库中移除" },
  tryAgain: { en: "Try again", zh: "重试" },
  copy: { en: "Copy", zh: "复制" },
  copied: { en: "Copied", zh: "已复制" },
} as const satisfies Readonly<Record<string, Text>>
