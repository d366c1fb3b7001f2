import type { Import } from './imports.js';

/** The house of architecture.md: rooms by floor. Imports go down only. */
const FLOORS: Readonly<Record<string, number>> = {
  domain: 1,
  slides: 2,
  inference: 2,
  vectors: 2,
  catalog: 2,
  jobs: 2,
  archive: 3,
  search: 3,
  evaluation: 3,
  collections: 3,
  encoders: 3,
  api: 4,
  cli: 4,
  ui: 4,
  workers: 5,
  'app.ts': 5,
  'config.ts': 5,
  'main.ts': 5,
  'doctor.ts': 5,
};

/** Packages, and the only places that may use them: a room, or a file in one. */
const PACKAGES: readonly { readonly name: RegExp; readonly only: readonly string[] }[] = [
  { name: /^hono\/client$/, only: ['api', 'cli', 'ui'] },
  { name: /^(hono|@hono\/)/, only: ['api'] },
  { name: /^onnxruntime-node/, only: ['inference'] },
  { name: /^hnswlib-node/, only: ['vectors'] },
  { name: /^(sharp|koffi|geotiff|dicom-parser|@cornerstonejs\/)/, only: ['slides'] },
  { name: /^(drizzle-orm|better-sqlite3)/, only: ['catalog', 'jobs'] },
  { name: /^openseadragon/, only: ['ui/viewer'] },
  { name: /^(preact|@preact\/signals|lucide-preact)/, only: ['ui'] },
  { name: /^csv-parse/, only: ['archive', 'evaluation'] },
  { name: /^zod$/, only: ['api', 'config.ts', 'inference/manifest.ts', 'inference/reference.ts'] },
];

export function roomOf(file: string): string {
  return file.split('/')[0]!;
}

export function floorOf(file: string): number | undefined {
  return FLOORS[roomOf(file)];
}

/** What is wrong with an import, in a few words; undefined when it is as it should be. */
export function faultOf(edge: Import): string | undefined {
  if (edge.kind === 'node') return undefined;
  return edge.kind === 'package' ? packageFault(edge) : fileFault(edge);
}

function packageFault({ from, written }: Import): string | undefined {
  const rule = PACKAGES.find(({ name }) => name.test(written));
  if (!rule) return 'a package that architecture.md does not name';
  const allowed = rule.only.some((place) => from === place || from.startsWith(`${place}/`));
  return allowed ? undefined : `only in ${rule.only.join(', ')}`;
}

function fileFault({ from, to, typeOnly }: Import): string | undefined {
  const [lower, upper] = [floorOf(to), floorOf(from)];
  if (lower === undefined || upper === undefined) return 'a room that architecture.md does not name';
  if (lower > upper) return `upward, from floor ${upper} to floor ${lower}`;
  if (upper === 5 || roomOf(from) === roomOf(to)) return undefined;
  if (lower === upper) return sidewaysFault(from, to, typeOnly);
  if (upper === 3 && lower === 2 && !to.endsWith('/port.ts'))
    return 'a feature sees a part only through its port';
  return undefined;
}

/** Pages and terminal take the types of the API, which are erased, so that both speak as it does. */
function sidewaysFault(from: string, to: string, typeOnly: boolean): string | undefined {
  if (['cli', 'ui'].includes(roomOf(from)) && roomOf(to) === 'api') {
    return typeOnly ? undefined : 'only types of the API';
  }
  return 'sideways';
}
