import type { ErrorTag } from '../../domain/errors.js';
import type { Details, FaultWords, Said } from './en-faults.js';

/** 各种故障的中文：发生了什么，下一步怎么做。服务器的英文原文另附在“详情”里。 */
export const zhFaults: FaultWords = {
  fault: {
    title: '操作未完成',
    again: '重试',
    request: (id) => `请求编号 ${id}`,
    details: '详情（英文）',
    more: (n) => `另有 ${n} 处`,
    serverSpeaks: false,
    exact: (tag, details) => EXACT[tag]?.(details) ?? {},
    wrong: '填写的内容有误。',
    correct: '请改正后重试。',
    fields: {
      name: '名称',
      about: '用途说明',
      note: '备注',
      mpp: '分辨率（µm/px）',
      image: '图片',
      text: '文字',
      region: '框选区域',
      polygon: '轮廓',
      ids: '病例',
      model: '模型',
      label: '依据',
    },
    field: ({ field, code, origin, minimum = 0, maximum = 0, inclusive }) => {
      const said: Readonly<Record<string, string>> = {
        'too_small number': inclusive ? `不能小于 ${minimum}` : `必须大于 ${minimum}`,
        'too_small string': '不能为空',
        'too_big number': `不能大于 ${maximum}`,
        'too_big string': `最多 ${maximum} 个字符`,
      };
      return `${field}：${said[`${code} ${origin}`] ?? '内容不符合要求'}`;
    },
    line: ({ line, column }) => {
      if (column === '') return `第 ${line} 行`;
      return `第 ${line} 行“${column}”列${COLUMNS[column] ? `：${COLUMNS[column]}` : ''}`;
    },
    says: {
      lost: { what: '服务器没有响应。', next: '恢复后会自动重试。请确认 `tessera serve` 仍在运行。' },
      unreadable: { what: '文件无法读取。', next: '请确认文件仍在原处且允许读取。' },
      'unsupported-format': {
        what: '不支持此文件格式。',
        next: '请导出为 TIFF、OME-TIFF 或 DICOM。',
      },
      damaged: { what: '文件已损坏。', next: '请从扫描仪重新复制或导出。' },
      'missing-companion': { what: '缺少配套文件。', next: '请把属于这张切片的文件一并加入。' },
      'missing-library': {
        what: '读取此格式需要 OpenSlide，本机尚未安装。',
        next: '请在服务器上安装 libopenslide0，然后重试。',
      },
      'missing-mpp': {
        what: '文件未注明每像素的微米数。',
        next: '请填写后重试：40× 扫描为 0.25，20× 为 0.5。',
      },
      'not-brightfield': { what: '不是明场切片。', next: '请使用每通道 8 位的彩色切片。' },
      'not-a-slide': { what: '不是切片图像。', next: '请选择含扫描图像的文件。' },
      'too-large': { what: '超出可处理的大小。', next: '请换用较小的文件，或转换为分块的金字塔 TIFF。' },
      'too-coarse': {
        what: '扫描分辨率过低，无法比较。',
        next: '请以更高倍率扫描；如果每像素微米数有误，改正后重试。',
      },
      'too-small': { what: '图像过小，不足一个图块。', next: '请使用更大范围的组织。' },
      'no-tissue': { what: '未发现组织。', next: '请选择有组织的位置；空白或染色极浅的切片无法比较。' },
      'invalid-input': { what: '请求内容有误。', next: '请改正填写的内容后重试。' },
      'invalid-case-list': { what: '病例表有误，未读入任何内容。', next: '请改正以下各行后重新加入。' },
      'invalid-config': {
        what: '服务器设置有误。',
        next: '请联系服务器管理员（`tessera help settings` 列出全部设置）。',
      },
      'not-found': { what: '内容已不存在。', next: '可能已删除或已过期，请刷新页面。' },
      conflict: { what: '与现有内容冲突，未执行。', next: '内容可能已有变化，请刷新页面后再试。' },
      'changed-file': { what: '文件与入库时不同。', next: '请放回原文件，或将新文件重新入库。' },
      forbidden: { what: '服务器不允许此操作。', next: '请联系服务器管理员。' },
      locked: { what: '另一个程序正在使用档案库。', next: '请关闭该程序，或等它结束。' },
      cancelled: { what: '已停止。', next: '如仍需要，请重新开始。' },
      timeout: { what: '用时过长，已中止。', next: '请重试，或用厂商的浏览软件检查该文件。' },
      'model-refused': {
        what: '模型与其说明不符，未采用。',
        next: '请联系服务器管理员（`tessera models` 说明原因）。',
      },
      'bad-vector': { what: '模型给出的数值无法比较。', next: '请换一处再试；若依旧如此，请检查模型。' },
      'index-damaged': { what: '索引已损坏。', next: '系统会自动重建，其间检索较慢。' },
      'worker-crashed': { what: '解码程序中途退出。', next: '请用厂商的浏览软件检查该文件，或重新导出。' },
      unavailable: { what: '暂时无法执行。', next: '请稍后重试。' },
      internal: { what: 'Tessera 内部出错。', next: '请重试；服务器日志中可按请求编号查到详情。' },
    },
  },
};

/** 病例表各列应如何填写。 */
const COLUMNS: Readonly<Record<string, string>> = {
  case_id: '每行必填，各列名称写在第一行',
  date: '应写作 2024-03-05、2024-03 或 2024',
  teaching: '应为 true 或 false',
  mpp: '应为大于 0 的数（每像素微米数）',
  file: '与另一行是同一个文件',
};

const DISK_FULL: Said = {
  what: '服务器磁盘已满。',
  next: '请在数据所在磁盘上腾出空间；已写入的内容不受影响。',
};
const DISK: Said = { what: '服务器无法写入数据。', next: '请检查数据所在磁盘及其读写权限。' };
const SLIDE_IS: Readonly<Record<string, Said>> = {
  visiting: { what: '这是临时切片，到期会移除。', next: '请先将它加入档案库。' },
  archived: { what: '这张切片已在档案库中。', next: '请刷新页面。' },
};
const MEGABYTE = 2 ** 20;

/** 服务器给出具体数值或名称时，说得更准确。 */
const EXACT: Partial<Record<ErrorTag, (details: Details) => Partial<Said>>> = {
  conflict: ({ mpp, given, model, gaps, jobId, troubled, state }) => {
    if (given !== undefined) {
      return {
        what: `这张切片登记为 ${mpp} µm/px，与填写的 ${given} 不同。`,
        next: '请不要另填，或按新值重新入库。',
      };
    }
    if (model !== undefined) {
      return {
        what: `模型 ${model} 正在使用，或其特征空间正在删除。`,
        next: '请先改用另一模型，或等任务结束。',
      };
    }
    if (gaps !== undefined) {
      return { what: '该模型尚未处理完全部切片，不能改用。', next: '请先完成建库，再改用此模型。' };
    }
    if (jobId !== undefined) return { what: '该模型正在建库。', next: '请等任务结束后再操作。' };
    if (troubled === 0) return { what: '没有失败或被跳过的切片可重新处理。', next: '无需操作。' };
    return (typeof state === 'string' && SLIDE_IS[state]) || {};
  },
  'invalid-input': ({ box, point, points }) => {
    if (box !== undefined) return { what: '所选区域不在切片范围内。', next: '请在切片上重新框选。' };
    return point === undefined && points === undefined
      ? {}
      : { what: '所画轮廓无效：轮廓自相交叉、没有面积或超出切片。', next: '请重新绘制，轮廓不要交叉。' };
  },
  'not-found': ({ tiles, diagnosis }) => {
    if (tiles === 0) return { what: '档案库还没有可供检索的切片。', next: '请先加入切片，等待入库完成。' };
    return diagnosis === undefined
      ? {}
      : { what: `检索范围内没有诊断为“${diagnosis}”的患者。`, next: '请改选诊断或筛选条件。' };
  },
  'missing-companion': ({ missing }) =>
    missing === undefined ? {} : { what: `缺少切片的配套文件：${missing}。` },
  'too-large': ({ maxBytes, width, height }) => {
    if (typeof maxBytes === 'number') return { what: `超过上限 ${Math.round(maxBytes / MEGABYTE)} MB。` };
    return width === undefined ? {} : { what: `图像为 ${width} × ${height} 像素，超出可处理的大小。` };
  },
  'too-small': ({ width, height }) =>
    width === undefined ? {} : { what: `图像为 ${width} × ${height} 像素，不足一个图块。` },
  'too-coarse': ({ mpp }) =>
    mpp === undefined ? {} : { what: `扫描分辨率过低（${mpp} µm/px），无法比较。` },
  unavailable: ({ code }) => {
    if (code === 'SQLITE_FULL' || code === 'ENOSPC') return DISK_FULL;
    return code === undefined ? {} : DISK;
  },
};
