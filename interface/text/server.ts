import type { Text } from "./locale.ts"

/** What the server's own screen says. */
export const serverTexts = {
  listening: { en: "Reelwire listens on {address}", zh: "Reelwire 正在监听 {address}" },
  page: { en: "Web page   {page}", zh: "网页       {page}" },
  database: { en: "Database   {database}", zh: "数据库     {database}" },
  store: { en: "Films      {folder}", zh: "影片目录   {folder}" },
  /** Where there is a web page; above what the programs are for. */
  firstPage: {
    en: "Next, open the web page: make the first admin account there, upload films, then register as a member.",
    zh: "接下来请打开网页：创建第一个管理员并上传影片，再注册用户。",
  },
  orPrograms: {
    en: "Or in another terminal:\n  npm run admin      looks after the library\n  npm run user       for members: browse, buy and download\nCtrl-C stops the server.",
    zh: "也可以在另一个终端中运行：\n  npm run admin      管理影片库\n  npm run user       用户浏览、购买和下载\n按 Ctrl-C 停止服务器。",
  },
  firstSteps: {
    en: "Next, in another terminal:\n  npm run admin      make the first admin account, then upload films\n  npm run user       register as a member, browse and download\nCtrl-C stops the server.",
    zh: "接下来请在另一个终端中运行：\n  npm run admin      创建第一个管理员并上传影片\n  npm run user       注册用户、浏览和下载\n按 Ctrl-C 停止服务器。",
  },
  stopping: {
    en: "Stopping: {seconds} s for what is under way.",
    zh: "正在停止：等待进行中的任务最多 {seconds} 秒",
  },
  upToDate: { en: "The schema is up to date.", zh: "数据库结构已是最新" },
  applied: { en: "Applied: {migrations}", zh: "已应用：{migrations}" },
} as const satisfies Readonly<Record<string, Text>>
