import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { access, constants, mkdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from './api/api.js';
import type { ApiParts } from './api/parts.js';
import { type CaseListFile, createCaseLists, type ReadCaseList } from './archive/case-lists.js';
import { dropHandler, resumeDrops } from './archive/drop-model.js';
import { embedHandler } from './archive/embed.js';
import { ingestHandler } from './archive/ingest.js';
import { createOriginals } from './archive/originals.js';
import { expire } from './archive/remove.js';
import { dropBrokenUploads, uploadsFolder } from './archive/uploads.js';
import { type DataLock, lockDataDirectory } from './catalog/data-lock.js';
import { openDatabase } from './catalog/database.js';
import type { CatalogFaults } from './catalog/port.js';
import { createSqliteCatalog } from './catalog/sqlite-catalog.js';
import type { Config } from './config.js';
import { examine } from './doctor.js';
import { TesseraError } from './domain/errors.js';
import { threadPlan, withThreads } from './encoders/thread-plan.js';
import type { TileReport } from './evaluation/tile-report.js';
import { measureTiles, type TileQuestion } from './evaluation/tiles.js';
import { refuseMissing } from './inference/providers.js';
import { createModelShelf } from './inference/shelf.js';
import { createThreadMemory } from './inference/thread-memory.js';
import { createJobRunner } from './jobs/runner.js';
import { createSqliteQueue } from './jobs/sqlite-queue.js';
import { createWorkerHost } from './jobs/worker-host.js';
import { calibrate } from './search/calibrate.js';
import { forgetInSearches, type Gone } from './search/forget.js';
import { nearestTiles } from './search/nearest-tiles.js';
import { rankCases } from './search/rank-cases.js';
import { findSlides } from './slides/find.js';
import { createIndexThread } from './vectors/thread.js';
import type { IndexWorkerData } from './workers/index-worker.js';
import { createMeasuring } from './workers/measuring.js';
import { runInThread } from './workers/run-in-thread.js';

/** Tessera, put together: one owner of one data directory. */
export type House = {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Secret for processes of this machine that may read the data directory. */
  readonly token: string;
  /** Tells other processes where the server listens. */
  announce(url: string): void;
  /** Takes up work that an earlier process left, and looks after what expires. */
  resume(): void;
  /** Ends in order: jobs stop at the next batch and go on at the next start. */
  close(): Promise<void>;
};

const EXPIRE_EVERY_MS = 10 * 60_000;
/** Steps of a job at the same time: a slide more than there are workers, so that none waits for the next one. */
const SPARE_STEPS = 1;

/**
 * Builds the house on a data directory.
 * Errors: `locked` when another process owns it, `unavailable` for a damaged or newer catalog.
 */
export async function openHouse(config: Config, log: (line: string) => void): Promise<House> {
  await makeDataDirectory(config.dataDir);
  const lock = lockDataDirectory(config.dataDir);
  try {
    return await furnish(config, lock, log);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function makeDataDirectory(folder: string): Promise<void> {
  try {
    await makeFolder(resolve(folder));
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new TesseraError('unavailable', `The data directory ${folder} cannot be made or written.`, {
      hint: 'Name a folder that this user may write, with --data or TESSERA_DATA.',
      details: { code: (cause as NodeJS.ErrnoException).code },
      cause,
    });
  }
}

/** Folder by folder: `recursive` of Node tries for ever where a folder that is there takes no other (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  if (isThere) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder, { mode: 0o700 });
}

async function furnish(config: Config, lock: DataLock, log: (line: string) => void): Promise<House> {
  const catalogFile = join(config.dataDir, 'tessera.db');
  const database = openDatabase(catalogFile);
  const catalog = createSqliteCatalog(database);
  const queue = createSqliteQueue(database.connection);
  await queue.recover();
  // A question's picture lives as long as its answer is being made; what a crash left goes now.
  await rm(join(config.dataDir, 'cache', 'questions'), { recursive: true, force: true });
  await dropBrokenUploads(config.dataDir);
  await catalog.models.serving(config.model);
  const index = createIndexThread({
    entry: worker('index-worker'),
    workerData: { catalogFile, folder: join(config.dataDir, 'index') } satisfies IndexWorkerData,
    onCrash: (error) => log(`index: ${error.message}`),
  });
  const encoders = createEncoders(config, log);
  const { workers, shelf } = encoders;
  const token = randomBytes(24).toString('base64url');
  const readList = (file: CaseListFile) => runInThread<ReadCaseList>(worker('case-list-worker'), file);
  const caseLists = createCaseLists(catalog, readList);
  const core = {
    catalog,
    caseLists,
    queue,
    workers,
    originals: createOriginals({ catalog, workers, now: Date.now }),
    index,
    model: encoders.model,
    findCatalogFaults: () => runInThread<CatalogFaults>(worker('catalog-check-worker'), { catalogFile }),
    forgetInSearches: (gone: Gone) => forgetInSearches(catalog.searches, gone),
    now: Date.now,
    settings: {
      dataDir: config.dataDir,
      defaultModel: config.model,
      visitingMs: config.visitingHours * 3_600_000,
      caseRule: config.caseRule,
      searchMs: config.searchDays * 86_400_000,
    },
  };
  await resumeDrops(core);
  caseLists
    .resume()
    .catch((error: unknown) => log(`case lists: ${error instanceof Error ? error.message : error}`));
  const calibrateModel = (modelId: string, signal: AbortSignal) => calibrate(core, modelId, signal);
  const runner = createJobRunner({
    queue,
    handlers: [ingestHandler(core, calibrateModel), embedHandler(core, calibrateModel), dropHandler(core)],
    concurrency: config.workers + SPARE_STEPS,
    onError: (error) => log(`jobs: ${sayError(error)}`),
  });
  const parts: ApiParts = {
    ...core,
    findSlides,
    rankCases: (request) => rankCases(core, request),
    nearestTiles: (question) => nearestTiles(core, question),
    ...createMeasuring(worker('measure-worker')),
    models: shelf.list,
    encoders: { ...encoders, catalog },
    wake: runner.wake,
    retry: runner.retry,
    jobTrouble: runner.trouble,
    doctor: () => examine(config, { catalog, index, encoders }),
    log,
    version: readVersion(),
    pagesFolder: fileURLToPath(new URL('./ui', import.meta.url)),
    access: {
      hosts: config.allowedHosts,
      token,
      slideFolders: [...config.slideFolders, uploadsFolder(config.dataDir)],
      maxUploadBytes: config.maxUploadBytes,
    },
  };
  const api = createApi(parts);
  lock.announce({ pid: process.pid, url: undefined, token });
  let timer: NodeJS.Timeout | undefined;
  /** The first question finds a worker with the model loaded and the vectors in memory. */
  const warm = async () => {
    const serving = await catalog.models.serving();
    const { folder } = await encoders.model(serving?.modelId ?? config.model);
    // One for every worker: a question's tiles are shared among all that are free.
    const each = Array.from({ length: workers.size + 1 }, () =>
      workers.run('warm', { modelFolder: folder }, { lane: 'query' }),
    );
    await Promise.all(each);
    for (const space of await catalog.tiles.spaces()) if (space.tiles > 0) await index.refresh(space.id);
  };

  return {
    fetch: api.fetch,
    token,
    announce: (url) => lock.announce({ pid: process.pid, url, token }),
    resume() {
      runner.wake();
      warm().catch((error: unknown) => log(`model: ${error instanceof Error ? error.message : error}`));
      const tidy = () => expire(core).catch((error: unknown) => log(`expiry: ${error}`));
      void tidy();
      timer = setInterval(tidy, EXPIRE_EVERY_MS);
    },
    async close() {
      clearInterval(timer);
      await caseLists.close();
      await runner.close();
      await workers.close();
      await index.close();
      await catalog.close();
      lock.release();
    },
  };
}

/** Measures labelled pictures (`evaluate tiles`) with the models of this machine: no data directory is opened. */
export async function measureTilesWithoutArchive(
  config: Config,
  question: Omit<TileQuestion, 'model'>,
  log: (line: string) => void,
): Promise<TileReport> {
  const { workers, model } = createEncoders(config, log);
  try {
    const parts = { workers, model, ...createMeasuring(worker('measure-worker')) };
    return await measureTiles(parts, { ...question, model: config.model });
  } finally {
    await workers.close();
  }
}

/** The models of this machine and the workers that run them, with as many threads as were set or measured. */
function createEncoders(config: Config, log: (line: string) => void) {
  const { maxPicturePixels, workerMemoryBytes: memoryBytes, executionProviders: providers } = config;
  const host = createWorkerHost({
    entry: worker('tile-worker'),
    size: config.workers,
    limits: { maxPicturePixels, memoryBytes, log, words: [providers.join(',')] },
  });
  const added = join(config.dataDir, 'models');
  const shelf = createModelShelf({ shipped: config.modelsDir, added });
  const machine = {
    cores: availableParallelism(),
    workers: host.size,
    memoryBytes: totalmem(),
    providers,
    threads: config.threads,
  };
  const parts = { shelf, threads: createThreadMemory(join(added, 'threads.json')), machine };
  const workers = withThreads(host, async (folder) => {
    const entry = (await shelf.list()).find((candidate) => candidate.folder === folder);
    return entry && 'manifest' in entry ? (await threadPlan(parts, entry.manifest)).threads : 1;
  });
  const missingProviders = async () => (await workers.run('providers', {}, { lane: 'query' })).missing;
  return {
    ...parts,
    workers,
    missingProviders,
    /** Refused up front where it cannot run: otherwise every slide of an ingest would fail for itself. */
    async model(id: string) {
      const found = await shelf.open(id);
      if (providers.some((provider) => provider !== 'cpu')) refuseMissing(await missingProviders());
      return found;
    },
  };
}

/** Built entry file of a process or thread. */
function worker(name: string): URL {
  return new URL(`./workers/${name}.js`, import.meta.url);
}

/** The number of package.json: what `tessera --version` and the health of a server say. */
export function readVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** A bug with its stack; what is known needs none. */
function sayError(error: unknown): string {
  if (error instanceof TesseraError && error.tag !== 'internal') return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
