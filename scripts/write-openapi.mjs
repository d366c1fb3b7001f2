// Writes src/api/openapi.json, the contract of the HTTP API as others read it, from the built code.
// usage: node scripts/setup.mjs && node scripts/write-openapi.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createApi, openApiFacts } from '../dist/api/api.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
// Routes close over the parts and call none of them before a request comes.
const parts = { version, access: { hosts: [], token: '', slideFolders: [], maxUploadBytes: 0 } };
const document = createApi(parts).getOpenAPI31Document(openApiFacts(version));
const file = new URL('../src/api/openapi.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
process.stderr.write(
  `tessera: ${Object.keys(document.paths).length} paths written to src/api/openapi.json\n`,
);
