import { availableParallelism } from 'node:os';
import { delimiter, dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { TesseraError } from './domain/errors.js';
import { EXECUTION_PROVIDERS } from './domain/models.js';

const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)));

type Setting<T extends z.ZodType> = {
  readonly variable: string;
  /** Command-line flag, where there is one. */
  readonly flag?: string;
  readonly about: string;
  readonly schema: T;
};
const setting = <T extends z.ZodType>(s: Setting<T>) => s;
const path = (value: string) => (isAbsolute(value) ? value : resolve(value));
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every setting there is: where it comes from, what it means (with its unit), what holds when it is not given. */
export const SETTINGS = {
  dataDir: setting({
    variable: 'TESSERA_DATA',
    flag: 'data',
    about: 'Folder of the archive: catalog, index, thumbnails, uploads.',
    schema: z.string().min(1).transform(path).default(resolve(PROJECT, 'index-data')),
  }),
  modelsDir: setting({
    variable: 'TESSERA_MODELS',
    about:
      'Folder with one folder per model, never written to; models that are added lie in the data directory.',
    schema: z.string().min(1).transform(path).default(resolve(PROJECT, 'models')),
  }),
  model: setting({
    variable: 'TESSERA_MODEL',
    flag: 'model',
    about: 'Encoder that a new archive begins with; later `tessera spaces switch` says which one serves.',
    schema: z.string().min(1).default('tessera-s'),
  }),
  host: setting({
    variable: 'TESSERA_HOST',
    about: 'Address the server binds to. Only this machine by default: slides are patients’ data.',
    schema: z.string().min(1).default('127.0.0.1'),
  }),
  port: setting({
    variable: 'TESSERA_PORT',
    flag: 'port',
    about: 'TCP port of the server; 0 takes any free one.',
    schema: count(0, 65_535).default(8417),
  }),
  allowedHosts: setting({
    variable: 'TESSERA_ALLOWED_HOSTS',
    about: 'Further names under which browsers may reach the server, separated by commas.',
    schema: z
      .string()
      .default('')
      .transform((value) => value.split(',').flatMap((name) => name.trim().toLowerCase() || [])),
  }),
  workers: setting({
    variable: 'TESSERA_WORKERS',
    about: 'Tile workers for ingest; one per core, since each works with one thread.',
    schema: count(1, 256).default(Math.max(1, availableParallelism())),
  }),
  threads: setting({
    variable: 'TESSERA_THREADS',
    about:
      'Threads of the encoder in each worker; wins over what was measured when the model was added. With several of them fewer workers ingest, so that every core has one thread.',
    schema: count(1, 256).optional(),
  }),
  workerMemoryBytes: setting({
    variable: 'TESSERA_WORKER_MEMORY_BYTES',
    about:
      'Bytes of memory above which a worker is ended; a large encoder needs about twice the size of its file.',
    schema: count(2 ** 28, Number.MAX_SAFE_INTEGER).default(6 * 2 ** 30),
  }),
  executionProviders: setting({
    variable: 'TESSERA_EXECUTION_PROVIDERS',
    flag: 'providers',
    about: `What runs the encoder, in order of preference, separated by commas: ${EXECUTION_PROVIDERS.join(', ')}. Whether they are there, \`tessera doctor\` says.`,
    schema: z
      .string()
      .default('cpu')
      .transform((value) => value.split(',').map((word) => word.trim().toLowerCase()))
      .pipe(
        z.array(
          z.enum(EXECUTION_PROVIDERS, `must be of ${EXECUTION_PROVIDERS.join(', ')}, separated by commas`),
        ),
      ),
  }),
  slideFolders: setting({
    variable: 'TESSERA_SLIDE_FOLDERS',
    about: `Folders from which files may be registered over HTTP, separated by "${delimiter}". None by default.`,
    schema: z
      .string()
      .default('')
      .transform((value) => value.split(delimiter).filter(Boolean).map(path)),
  }),
  visitingHours: setting({
    variable: 'TESSERA_VISITING_HOURS',
    about: 'Hours after which a visiting slide goes unless it is archived.',
    schema: z.coerce
      .number()
      .positive()
      .max(24 * 365)
      .default(24),
  }),
  searchDays: setting({
    variable: 'TESSERA_SEARCH_DAYS',
    about: 'Days for which a question and its answer can be opened again.',
    schema: z.coerce.number().positive().max(3650).default(90),
  }),
  caseRule: setting({
    variable: 'TESSERA_CASE_RULE',
    about: 'Regular expression that reads the case id out of a file name (first group), e.g. ^(S\\d+-\\d+).',
    schema: z
      .string()
      .optional()
      .transform((value, context) => {
        try {
          return value === undefined ? undefined : new RegExp(value, 'u');
        } catch {
          context.addIssue({ code: 'custom', message: 'is no regular expression' });
          return z.NEVER;
        }
      }),
  }),
  maxPicturePixels: setting({
    variable: 'TESSERA_MAX_PICTURE_PIXELS',
    about: 'Pixels of a plain picture (PNG, JPEG), which is held in memory whole: 200 million need 600 MB.',
    schema: count(1, 2 ** 31).default(200_000_000),
  }),
  maxUploadBytes: setting({
    variable: 'TESSERA_MAX_UPLOAD_BYTES',
    about: 'Bytes of one uploaded slide.',
    schema: count(1, Number.MAX_SAFE_INTEGER).default(16 * 2 ** 30),
  }),
} as const;

export type Config = { readonly [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]['schema']> };

/**
 * Reads the configuration: a flag wins over the environment, which wins over the default.
 * All faults are listed at once (`invalid-config`).
 */
export function readConfig(
  flags: Readonly<Record<string, string | undefined>> = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(SETTINGS)) {
    const fromFlag = 'flag' in entry ? flags[entry.flag] : undefined;
    const given = fromFlag ?? (environment[entry.variable] || undefined);
    const parsed = entry.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else {
      const source = fromFlag === undefined ? entry.variable : `--${'flag' in entry ? entry.flag : name}`;
      faults.push(`${source}=${given}: ${parsed.error.issues.map((issue) => issue.message).join(', ')}`);
    }
  }
  if (faults.length > 0) {
    throw new TesseraError('invalid-config', `The configuration has faults:\n  ${faults.join('\n  ')}`, {
      hint: 'Settings and their meaning are listed by `tessera help settings`.',
      details: { faults },
    });
  }
  return values as Config;
}
