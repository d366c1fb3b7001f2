import { html, raw } from 'hono/html';
import type { createRouter } from './router.js';

type Document = ReturnType<ReturnType<typeof createRouter>['getOpenAPI31Document']>;
type Operation = {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: unknown;
};
type Parameter = { name: string; in: string; required?: boolean; description?: string };

/** The API as a readable page: made from the OpenAPI document, without a script and without anything from outside. */
export function docsPage(document: Document) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  );
  const groups = new Map<string, typeof operations>();
  for (const entry of operations) {
    const tag = entry.operation.tags?.[0] ?? 'Other';
    groups.set(tag, [...(groups.get(tag) ?? []), entry]);
  }
  const schemas = Object.entries(document.components?.schemas ?? {});
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tessera API</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header><h1>Tessera API <small>${document.info.version}</small></h1>
<p>${document.info.description}</p>
<p>Machine-readable: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>. Every error is a problem document
with <code>tag</code>, <code>detail</code>, <code>hint</code> and <code>requestId</code>.</p>
<nav>${[...groups.keys()].map((tag) => html`<a href="#${tag}">${tag}</a> `)}<a href="#schemas">Schemas</a></nav></header>
<main>
${[...groups].map(
  ([tag, entries]) => html`<section id="${tag}"><h2>${tag}</h2>
${entries.map(
  ({ path, method, operation }) => html`<article>
<h3><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code></h3>
<p>${operation.summary}</p>${operation.description ? html`<p>${operation.description}</p>` : ''}
${parameterTable(operation.parameters ?? [])}
${operation.requestBody ? html`<p class="body">Body: ${bodyName(operation.requestBody)}</p>` : ''}
</article>`,
)}</section>`,
)}
<section id="schemas"><h2>Schemas</h2>
${schemas.map(
  ([name, schema]) => html`<details id="schema-${name}"><summary><code>${name}</code></summary>
<pre>${JSON.stringify(schema, null, 2)}</pre></details>`,
)}
</section></main></body></html>`;
}

function parameterTable(parameters: readonly Parameter[]) {
  if (parameters.length === 0) return '';
  return html`<table>${parameters.map(
    ({ name, in: place, required, description }) =>
      html`<tr><td><code>${name}</code></td><td>${place}${required ? ', required' : ''}</td><td>${description ?? ''}</td></tr>`,
  )}</table>`;
}

function bodyName(body: unknown) {
  const content = (body as { content: Record<string, { schema?: { $ref?: string } }> }).content;
  const [type, media] = Object.entries(content)[0] ?? ['', undefined];
  const name = media?.schema?.$ref?.split('/').at(-1);
  return name ? html`<a href="#schema-${name}"><code>${name}</code></a> (${type})` : type;
}

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 14px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
small { font-weight: normal; opacity: .7; } nav a { margin-right: .75rem; }
article { border-top: 1px solid var(--line); padding: .25rem 0; } h3 { font-size: 1rem; margin: .75rem 0 .25rem; }
h3 b { display: inline-block; min-width: 4rem; } code, pre { font: 13px/1.45 ui-monospace, monospace; }
table { border-collapse: collapse; } td { padding: .1rem 1rem .1rem 0; vertical-align: top; }
pre { overflow: auto; padding: .5rem; border: 1px solid var(--line); border-radius: 6px; }
`;
