import type { Text } from "../locale.ts"

/** Finding, showing, editing and deleting films, their posters, and playing them. */
export const filmTexts = {
  takesType: { en: "all, free or paid", zh: " all、free 或 paid" },
  menuList: { en: "List films", zh: "影片列表" },
  menuFamilyPosters: { en: "Posters …", zh: "海报…" },
  askType: { en: "Which films?", zh: "哪些影片？" },
  askFilmSearch: { en: "Words of the name (empty: all):", zh: "名称中的字词（留空表示全部）：" },
  offeredUntil: { en: "{price} until {time}", zh: "{price}（至 {time}）" },
  noMovies: { en: "There are no films.", zh: "暂无影片" },
  askMovie: { en: "Which film? (type to search)", zh: "哪部影片？（输入以搜索）" },
  yours: { en: "yours", zh: "已购" },
  menuShow: { en: "Show a film", zh: "影片详情" },
  headDuration: { en: "Length", zh: "时长" },
  headPicture: { en: "Picture", zh: "画面" },
  headFormat: { en: "Format", zh: "格式" },
  headWatched: { en: "Watched up to", zh: "已看到" },
  inTrash: { en: "in the trash", zh: "在回收站中" },
  damagedFilm: { en: "damaged", zh: "已损坏" },
  menuEdit: { en: "Edit a film", zh: "编辑影片" },
  askNewFilmName: { en: "New name (empty: as it is):", zh: "新名称（留空则不变）：" },
  askDescription: { en: "Description (empty: as it is):", zh: "简介（留空则不变）：" },
  edited: { en: "{name} (number {id}) is changed.", zh: "{name}（编号 {id}）已修改" },
  menuDelete: { en: "Delete a film", zh: "删除影片" },
  confirmDelete: { en: "Delete {name} (number {id})?", zh: "确定删除 {name}（编号 {id}）？" },
  trashed: {
    en: "{name} (number {id}) is in the trash for {days} days, until {time}; trash restore {id} brings it back.",
    zh: "{name}（编号 {id}）已移入回收站，保留 {days} 天（至 {time}）；可用 trash restore {id} 恢复",
  },
  keptForBuyers: {
    en: "{name} (number {id}) is off sale, and stays in the trash for those who bought it: {buyers}. trash restore {id} brings it back.",
    zh: "{name}（编号 {id}）已下架，已有 {buyers} 人购买，将保留在回收站供其下载；可用 trash restore {id} 恢复",
  },
  deleted: { en: "{name} (number {id}) is deleted.", zh: "{name}（编号 {id}）已删除" },
  menuPosterSet: { en: "Give a film a poster", zh: "设置影片海报" },
  menuPosterRemove: { en: "Take a film's poster away", zh: "移除影片海报" },
  askPicture: { en: "File of the picture:", zh: "图片文件：" },
  posterSet: { en: "{name} (number {id}) has its poster.", zh: "{name}（编号 {id}）的海报已设置" },
  posterRemoved: {
    en: "{name} (number {id}) has no poster any more.",
    zh: "{name}（编号 {id}）的海报已移除",
  },
  posterIsFilms: {
    en: "{name} (number {id}) shows the poster that came from the film itself again.",
    zh: "{name}（编号 {id}）已恢复影片自带的海报",
  },
  menuPlay: { en: "Play a film", zh: "播放影片" },
  playing: { en: "{name} plays in {player}.", zh: "正在用 {player} 播放 {name}" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const filmHelp = {
  posters: { en: "The films' posters.", zh: "影片海报" },
  list: { en: "Lists the films, newest first.", zh: "列出影片，最新的在前" },
  listSearch: {
    en: "only films with these words in their name, or of which these are the Pinyin or its initials",
    zh: "只列出名称包含这些字词的影片，可用拼音或拼音首字母",
  },
  type: { en: "all, free or paid", zh: "all（全部）、free（免费）或 paid（收费）" },
  show: { en: "Shows all that there is to know of a film.", zh: "显示影片详情" },
  movieId: { en: "the film's number, as list shows it", zh: "影片编号，见 list" },
  edit: { en: "Changes a film's name or description.", zh: "修改影片名称或简介" },
  editName: { en: "the film's new name", zh: "新名称" },
  editDescription: {
    en: "what the film is about; empty to take the description away",
    zh: "影片简介；留空则删除简介",
  },
  delete: { en: "Puts films into the trash.", zh: "将影片移入回收站" },
  movieIds: { en: "the films' numbers, as list shows them", zh: "影片编号，见 list" },
  posterSet: { en: "Gives a film a poster.", zh: "设置影片海报" },
  posterRemove: {
    en: "Takes a film's poster away; the one that came from the film itself comes back, where there is one.",
    zh: "移除影片海报；若影片自带海报，则恢复显示",
  },
  posterFile: { en: "a picture in JPEG, PNG, WebP or AVIF", zh: "JPEG、PNG、WebP 或 AVIF 图片" },
  play: { en: "Plays a film without keeping it.", zh: "直接播放影片，不保存" },
  player: {
    en: "the player to use (the first of mpv, vlc and ffplay that is installed)",
    zh: "使用的播放器（默认依次查找 mpv、vlc、ffplay）",
  },
} as const satisfies Readonly<Record<string, Text>>
