import { faultOf } from '../server/fault.js';
import { regionOf } from '../server/pictures.js';
import { dateTime, words } from '../words/words.js';
import type { Collection, Item } from './collection-store.js';
import { barOf, factsOf, sourceOf, widthOf } from './item-facts.js';

const PICTURE_PX = 1000;

/** One file that holds everything, pictures too: it opens on any machine, without Tessera, and prints well. */
export async function saveSheet(found: Collection): Promise<void> {
  const figures = await Promise.all(found.items.map(figureOf));
  const { research } = words.value;
  const page = `<!doctype html>
<html lang="${document.documentElement.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Tessera</title><style>${STYLE}</style></head>
<body><header><h1>${asHtml(found.name)}</h1><p>${asHtml(found.about)}</p></header>
<main>${figures.join('\n')}</main>
<footer>${asHtml(research)} · Tessera · ${asHtml(dateTime(new Date().toISOString()))}</footer></body></html>`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
  link.download = 'tessera-collection.html';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function figureOf(item: Item, index: number): Promise<string> {
  const say = words.value;
  const response = await fetch(regionOf(item.slideId, item.box, PICTURE_PX));
  if (!response.ok) throw await faultOf(response);
  const picture = await dataUrl(await response.blob());
  const bar = barOf(item);
  const scale = bar
    ? `<span class="bar" style="width:${(bar.share * 100).toFixed(2)}%">${asHtml(bar.text)}</span>`
    : '';
  const name = asHtml(item.diagnosis.text ?? say.archive.noDiagnosis);
  return `<figure><div style="width:${widthOf(item)}"><img src="${picture}" alt="${name}">${scale}</div>
<figcaption><b>${index + 1}. ${name}</b><br>${asHtml(factsOf(item))}<p>${asHtml(item.note)}</p><small>${asHtml(sourceOf(item))}</small></figcaption></figure>`;
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
@page{margin:16mm}
body{font:14px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:960px;margin:24px auto;padding:0 16px;color:#111}
h1{margin-bottom:8px}header{margin-bottom:20px}header p,figcaption p{white-space:pre-wrap;margin:4px 0}
main{display:grid;grid-template-columns:1fr 1fr;gap:24px}
figure{margin:0;break-inside:avoid}
figure>div{position:relative}img{width:100%;display:block}
figcaption{margin-top:6px}small{color:#555;font-size:11px;overflow-wrap:anywhere}
.bar{position:absolute;left:3%;bottom:3%;border-bottom:4px solid #fff;color:#fff;font-size:12px;text-align:center;white-space:nowrap;text-shadow:0 0 3px #000,0 0 3px #000;filter:drop-shadow(0 0 1px #000)}
footer{border-top:1px solid #999;margin-top:24px;padding-top:8px;font-size:12px}
@media(max-width:640px){main{grid-template-columns:1fr}}
@media print{body{max-width:none;margin:0;padding:0}}`;
