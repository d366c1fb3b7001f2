import type { ArchiveWords } from './en-archive.js';

/** 病例选择与空档案库的用语。 */
export const zhArchive: ArchiveWords = {
  select: {
    title: '已选病例',
    pick: '选择',
    clear: '取消选择',
    working: '正在处理…',
    count: (n) => `已选 ${n} 例`,
    all: (n) => `选择全部 ${n} 例`,
    teaching: '标为教学病例',
    notTeaching: '取消教学标记',
    retryHint: '重新处理失败或被跳过的切片',
    tooMany: (n) => `一次最多收藏 ${n} 例`,
    refused: (n) => `${n} 例未能处理`,
    done: {
      delete: (n) => `已删除 ${n} 例`,
      retry: (n) => `正在重新处理 ${n} 例`,
      teaching: (n) => `已标记 ${n} 例`,
    },
  },
  sure: {
    cases: (cases, slides, tiles) =>
      `永久删除 ${text(cases)} 例（切片 ${text(slides)} 张、图块 ${text(tiles)} 个）？`,
    slide: (tiles) => `永久删除这张切片（图块 ${text(tiles)} 个）？`,
    spaces: (tiles) => `永久删除 ${text(tiles)} 个图块的向量？`,
  },
  first: {
    lead: 'Tessera 为新病例找出以往相似的病例。请先加入切片。',
    slides: '加入切片',
    slidesHint: '选择文件或文件夹，或直接拖到本页。切片只在本机处理。',
    list: '说明病例',
    listHint: '病例表（CSV）也可拖到这里。只有 case_id 必填；有了诊断，检索结果才有参考意义。',
    ask: '检索',
    askHint: '打开切片，按 R 框选区域，按 S 搜索。',
  },
  byWords: {
    ask: '以这些文字检索病例',
    hint: '按报告、诊断、备注的相符程度排序，检索有自己的网址（回车）',
  },
};

function text(count: number): string {
  return count.toLocaleString('zh-CN');
}
