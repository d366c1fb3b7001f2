import { access, constants, statfs } from 'node:fs/promises';
import type { DoctorFinding } from './api/parts.js';
import type { Catalog } from './catalog/port.js';
import type { Config } from './config.js';
import { TesseraError } from './domain/errors.js';
import { isSameVersion, versionName, versionOf } from './domain/models.js';
import type { ThreadParts } from './encoders/parts.js';
import { threadPlan } from './encoders/thread-plan.js';
import type { ModelEntry } from './inference/port.js';
import { type MissingProvider, PROVIDER_ADVICE } from './inference/providers.js';
import { openslideStatus } from './slides/openslide/openslide.js';
import type { VectorIndex } from './vectors/port.js';

/** Free space below which an archive is about to stop growing, bytes. */
const LOW_DISK = 5 * 2 ** 30;

export type Examined = {
  readonly catalog: Catalog;
  readonly index: VectorIndex;
  readonly encoders: ThreadParts & {
    readonly missingProviders: () => Promise<readonly MissingProvider[]>;
  };
};

/** Looks at everything that Tessera stands on, and says what to do about what is missing. */
export async function examine(
  config: Config,
  { catalog, index, encoders }: Examined,
): Promise<DoctorFinding[]> {
  return [
    nodeVersion(),
    openslide(),
    ...(await providers(config, encoders)),
    ...(await models(config, encoders)),
    ...(await keptModels(catalog, encoders)),
    await disk(config),
    await indexState(catalog, index),
  ];
}

function nodeVersion(): DoctorFinding {
  const major = Number(process.versions.node.split('.')[0]);
  const ok = major >= 20;
  return {
    check: 'Node',
    ok,
    found: process.versions.node,
    advice: ok ? undefined : 'Install Node 20 or newer.',
  };
}

function openslide(): DoctorFinding {
  const { available, version } = openslideStatus();
  return {
    check: 'OpenSlide',
    ok: available,
    found: available
      ? `version ${version}`
      : 'not installed: NDPI, MRXS, SCN, BIF and JPEG 2000 slides cannot be read',
    advice: available ? undefined : 'apt-get install libopenslide0',
  };
}

async function providers(
  { executionProviders }: Config,
  { missingProviders }: Examined['encoders'],
): Promise<DoctorFinding[]> {
  const missing = await missingProviders();
  return executionProviders.map((provider) => {
    const problem = missing.find((one) => one.provider === provider)?.problem;
    return {
      check: `Execution provider ${provider}`,
      ok: problem === undefined,
      found: problem ?? 'works',
      advice: problem === undefined ? undefined : PROVIDER_ADVICE[provider],
    };
  });
}

async function models(
  { modelsDir, model }: Config,
  encoders: Examined['encoders'],
): Promise<DoctorFinding[]> {
  const entries = await encoders.shelf.list();
  const findings = await Promise.all(entries.map((entry) => modelFinding(entry, encoders)));
  if (entries.some((entry) => entry.id === model)) return findings;
  const missing = {
    check: `Model ${model}`,
    ok: false,
    found: `not in ${modelsDir}, and not added`,
    advice: 'Set TESSERA_MODEL.',
  };
  return [...findings, missing];
}

/** Kept models whose very weights are not on this machine: the archive's own vectors need them. */
async function keptModels(catalog: Catalog, encoders: Examined['encoders']): Promise<DoctorFinding[]> {
  const entries = await encoders.shelf.list();
  const present = entries.flatMap((entry) => ('manifest' in entry ? [versionOf(entry.manifest)] : []));
  return (await catalog.models.kept())
    .filter((model) => !present.some((one) => isSameVersion(one, model)))
    .map((model) => ({
      check: `${model.serving ? 'Serving' : 'Kept'} model ${model.modelId}`,
      ok: false,
      found: `${versionName(model)} is not on this machine with the weights that the archive was made with`,
      advice:
        'Put its folder back, or fill the spaces of another one: tessera spaces add --model ID --switch',
    }));
}

async function modelFinding(entry: ModelEntry, encoders: Examined['encoders']): Promise<DoctorFinding> {
  const check = `Model ${entry.id}`;
  if ('refused' in entry) {
    const advice = 'Restore the model’s folder from the installation, or add it again.';
    return { check, ok: false, found: entry.refused, advice };
  }
  const { dim, scales } = entry.manifest;
  const { threads, workers, from } = await threadPlan(encoders, entry.manifest);
  const run = `${workers} × ${threads} thread${threads === 1 ? '' : 's'} (${from})`;
  return { check, ok: true, found: `${dim}-d, ${scales.map((s) => s.mpp).join(', ')} µm/px, ${run}` };
}

async function disk({ dataDir }: Config): Promise<DoctorFinding> {
  const writable = await access(dataDir, constants.W_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  return {
    check: 'Disk',
    ok: writable && free > LOW_DISK,
    found: `${(free / 2 ** 30).toFixed(1)} GB free in ${dataDir}${writable ? '' : ', not writable'}`,
    advice: writable
      ? free > LOW_DISK
        ? undefined
        : 'Free some space or move the data directory.'
      : 'Let this user write there.',
  };
}

async function indexState(catalog: Catalog, index: VectorIndex): Promise<DoctorFinding> {
  try {
    const [states, spaces] = await Promise.all([index.status(), catalog.tiles.spaces()]);
    const loaded = states.reduce((sum, state) => sum + state.rows, 0);
    const rows = spaces.reduce((sum, space) => sum + space.tiles, 0);
    const rest = loaded < rows ? `; ${loaded} are loaded, the rest when it is asked` : '';
    return { check: 'Index', ok: true, found: `${rows} vectors in ${spaces.length} spaces${rest}` };
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    return { check: 'Index', ok: false, found: error.message, advice: 'tessera verify --repair' };
  }
}
