import assert from "node:assert/strict"
import { test } from "node:test"
import { needlesOf } from "../../../interface/search/needles-of.ts"
import { searchText } from "../../../interface/search/search-text.ts"
import { syllableSplits } from "../../../interface/search/syllable-splits.ts"

async function finds(name: string, query: string): Promise<boolean> {
  const text = await searchText(name)
  const has = (needle: string): boolean => text.includes(needle)
  return needlesOf(query).every(({ typed, initials = typed, said, saidBegin }) => {
    return [typed, initials].some(has) || (has(saidBegin) && said.some(has))
  })
}

const cases: readonly (readonly [name: string, found: readonly string[], not: readonly string[]])[] = [
  [
    "流浪地球2",
    [
      "地",
      "球 流",
      "流浪2",
      "２ 浪",
      "liulang",
      "LiuLangDiQiu",
      "liul",
      "diq",
      "liu'lang",
      "lldq",
      "ll",
      "LD",
      "dq2",
      "liulangdiqiu2",
    ],
    ["浪流", "an", "iulang", "ldl", "liulangdiqiu3", "lq"],
  ],
  ["重庆森林", ["chongqing", "zhongqing", "cqsl", "zq", "qingsenlin"], ["congqing"]],
  ["长城", ["changcheng", "zhangcheng", "cc", "zc"], ["chengchang"]],
  ["女儿国", ["nver", "nüer", "neg"], ["nuer"]],
  ["绿皮书", ["lvpishu", "lüpishu", "lps"], ["pilv"]],
  ["疟疾", ["nveji", "nueji"], []],
  ["西安事变", ["xian", "xi'an", "xianshibian", "xasb"], ["xiang"]],
  ["X战警", ["x战", "xzj", "zhanjing"], ["xjz"]],
  ["復仇者聯盟", ["fuchou", "fczlm"], ["fclm"]],
  ["The Matrix 黑客帝国", ["ＭＡＴ", "matrix heike", "帝国 the", "hkdg"], ["matrices"]],
  ["红星照耀中国", ["hongxingzhaoyaozhongguo", "zhaoyao"], []],
  ["我爱你中国", ["woaini", "woainizhongguo", "aini"], []],
  ["光荣与梦想", ["guangrongyumengxiang", "gryMX"], []],
  ["Star Wars", ["WAR", "star wars", "wars star"], ["sw", "starwars"]],
  ["100%_done\\", ["%", "_", "\\", "100%_d"], ["1%d", "0_0"]],
  ["100 percent", ["100"], ["%", "_"]],
  ["𠮷野家", ["𠮷", "野家", "yejia"], []],
  ["Ünder Ａ", ["ünder", "a"], ["unter"]],
]

for (const [name, found, not] of cases) {
  test(`${name} is found by what it is called and how that is said`, async () => {
    for (const query of found) assert.ok(await finds(name, query), query)
    for (const query of not) assert.ok(!(await finds(name, query)), query)
  })
}

test("a query of nothing but spaces looks for nothing", () => {
  for (const query of ["", " ", "\u3000 \t"]) assert.deepEqual(needlesOf(query), [])
})

test("apostrophes alone are looked for as they stand, and not as Pinyin, of which they hold none", async () => {
  for (const query of ["''", "’’", "'’'"]) assert.ok(!(await finds("红星 Star", query)), query)
  assert.ok(await finds("Rock ''n'' Roll", "''"))
})

test("a word is read as syllables in few ways however long it is, the longer syllables first", () => {
  assert.deepEqual(syllableSplits("xian"), [["xian"], ["xia", "n"], ["xi", "an"], ["xi", "a", "n"]])
  assert.deepEqual(syllableSplits("lldq"), [])
  assert.deepEqual(syllableSplits("xi'an"), [
    ["xi", "an"],
    ["xi", "a", "n"],
  ])
  assert.equal(syllableSplits("lia".repeat(33)).length, 6)
})

test("the longest name of characters with many readings makes a text that fits its column", async () => {
  const text = await searchText("长重行乐".repeat(63))
  assert.ok(Buffer.byteLength(text) < 16_384, `${Buffer.byteLength(text)}`)
})
