import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { picture } from './picture-rows.js';
import type { Row } from './row.js';

/** Ways out of the folders that may be read, for whoever reaches the server without the data directory's token. */

const secret = async (file: string) => writeFileSync(file, await picture('png'));
const register =
  (paths: (place: Parameters<Row['deed']>[0]) => string[]): Row['deed'] =>
  (place) => ({
    method: 'POST',
    path: '/ingests',
    body: { paths: paths(place), mpp: 0.5 },
  });
const forbidden = { tag: 'forbidden', says: /TESSERA_SLIDE_FOLDERS/ } as const;

export const PLACE_ROWS: readonly Row[] = [
  {
    name: 'registering a file elsewhere',
    file: 'secret.png',
    make: secret,
    deed: register(({ file }) => [file]),
    ...forbidden,
  },
  {
    name: 'registering by a way out of the folder',
    file: 'secret.png',
    make: secret,
    deed: register(({ file, allowed }) => [`${allowed}/../${file.slice(dirname(allowed).length + 1)}`]),
    ...forbidden,
  },
  { name: 'registering a relative path', deed: register(() => ['../../etc']), ...forbidden },
  { name: 'registering the root', deed: register(() => ['/']), ...forbidden },
  {
    name: 'registering what is not there',
    deed: register(({ allowed }) => [`${allowed}/none.png`]),
    ...forbidden,
  },
  {
    name: 'registering with a zero byte',
    deed: register(({ allowed }) => [`${allowed}/a\0b`]),
    ...forbidden,
  },
  {
    name: 'registering a good and a bad folder together',
    deed: register(({ allowed }) => [allowed, '/etc']),
    ...forbidden,
  },
  {
    name: 'registering a folder whose name only begins like an allowed one',
    make: (_file, _folder, allowed) => mkdirSync(`${allowed}-private`),
    deed: register(({ allowed }) => [`${allowed}-private`]),
    ...forbidden,
  },
  {
    name: 'registering a link that leads out of the folder',
    file: 'secret.png',
    make: async (file, _folder, allowed) => {
      await secret(file);
      symlinkSync(file, join(allowed, 'way-out.png'));
    },
    deed: register(({ allowed }) => [join(allowed, 'way-out.png')]),
    ...forbidden,
  },
  ...['/etc/passwd', '../../../etc/passwd', 'file:///etc/passwd'].map(
    (reference): Row => ({
      name: `opening ${reference} as a visitor`,
      deed: () => ({ method: 'POST', path: '/slides/visits', body: { reference } }),
      tag: 'not-found',
      says: /passwd.*file name/s,
    }),
  ),
  {
    name: 'opening a slide elsewhere as a visitor',
    file: 'secret.png',
    make: secret,
    deed: ({ file }) => ({ method: 'POST', path: '/slides/visits', body: { reference: file, mpp: 0.5 } }),
    tag: 'not-found',
    says: /secret\.png/,
  },
  ...['..%2f..%2ftessera.db', '0_0.jpeg%00', '..%5c0_0.jpeg', '-1_0.jpeg', '0_0.png'].map(
    (tile): Row => ({
      name: `a tile called ${tile}`,
      deed: ({ slideId }) => ({ method: 'GET', path: `/slides/${slideId}/slide_files/3/${tile}` }),
      tag: 'invalid-input',
      says: /column.*row/,
    }),
  ),
];
