import { regionOf } from '../server/pictures.js';
import { roundLength } from '../viewer/scale.js';
import { dateTime, plainNumber, words } from '../words/words.js';
import type { Collection, Item } from './collection-store.js';

const PICTURE_PX = 1000;

/** One file that holds everything, pictures too: it opens on any machine, without Tessera. */
export async function saveSheet(found: Collection): Promise<void> {
  const figures = await Promise.all(found.items.map(figureOf));
  const page = `<!doctype html><html lang="${document.documentElement.lang}"><head><meta charset="utf-8"><title>Tessera</title><style>${STYLE}</style></head>
<body><h1>${asHtml(found.name)}</h1><p>${asHtml(found.about)}</p>${figures.join('\n')}
<footer>${asHtml(words.value.research)} · Tessera · ${asHtml(dateTime(new Date().toISOString()))}</footer></body></html>`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
  link.download = 'tessera-collection.html';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function figureOf(item: Item): Promise<string> {
  const say = words.value;
  const response = await fetch(regionOf(item.slideId, item.box, PICTURE_PX));
  if (!response.ok) throw new Error(say.fault.title);
  const picture = await dataUrl(await response.blob());
  const facts = [item.diagnosis.code, item.organ, item.stain, item.site].filter(Boolean).join(' · ');
  return `<figure><div><img src="${picture}" alt="">${barOf(item)}</div><figcaption><b>${asHtml(item.diagnosis.text ?? say.archive.noDiagnosis)}</b><br>${asHtml(facts)}<p>${asHtml(item.note)}</p></figcaption></figure>`;
}

function barOf({ box, mpp }: Item): string {
  if (!mpp) return '';
  const { um } = roundLength(mpp, 1, box.width / 3);
  const width = ((um / mpp / box.width) * 100).toFixed(2);
  return `<span class="bar" style="width:${width}%">${asHtml(words.value.slide.length(plainNumber(um)))}</span>`;
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('picture'));
    reader.readAsDataURL(blob);
  });
}

function asHtml(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (letter) => named[letter]!);
}

const STYLE = `
body{font:14px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:960px;margin:24px auto;padding:0 16px;color:#111}
figure{display:inline-block;vertical-align:top;width:46%;margin:0 3% 24px 0;break-inside:avoid}
figure>div{position:relative}img{width:100%;display:block}
.bar{position:absolute;left:3%;bottom:3%;border-bottom:4px solid #fff;color:#fff;font-size:12px;text-align:center;text-shadow:0 0 3px #000,0 0 3px #000}
footer{border-top:1px solid #999;padding-top:8px;font-size:12px}`;
