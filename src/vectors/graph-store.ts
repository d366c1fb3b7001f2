import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import hnswlib from 'hnswlib-node';
import { TesseraError } from '../domain/errors.js';
import type { Graph, GraphSettings } from './graph.js';
import { readGraphHeader } from './graph-header.js';

/** What stands beside a cached graph; the graph is good only when all of it holds. */
export type Sidecar = GraphSettings & {
  readonly format: 1;
  readonly space: string;
  readonly dim: number;
  readonly generation: number;
  /** Last change of the catalog whose rows may be in it. */
  readonly change: number;
  readonly rows: number;
  readonly graphFile: string;
  readonly graphSha256: string;
  readonly labelFile: string;
  readonly labelSha256: string;
};

export type StoredGraph = {
  readonly sidecar: Sidecar;
  readonly native: Graph['native'];
  readonly capacity: number;
  readonly tileIds: Uint32Array;
  readonly slideKeys: Uint32Array;
};

/** Where the cached graph of one space lies, and what it must be to be good. */
export type GraphPlace = {
  readonly folder: string;
  readonly space: string;
  readonly dim: number;
  readonly settings: GraphSettings;
  /** Awaited between pieces of hashing: lets searches through, a scan of many blocks also as a whole. */
  readonly pace: () => Promise<void>;
};

/**
 * Writes a new generation: files under temporary names, counted, hashed, on disk for sure, then renamed; the
 * sidecar's renaming is the moment it counts. The graph may be searched meanwhile. Answers the sidecar.
 * Errors: `unavailable` when it could not be written; the generation before stays good.
 */
export async function writeGraph(
  place: GraphPlace,
  graph: Graph,
  generation: number,
  change: number,
): Promise<Sidecar> {
  const { folder, space, dim, settings } = place;
  const stem = `${stemOf(space)}.${generation}`;
  const [graphFile, labelFile] = [`${stem}.hnsw`, `${stem}.labels`];
  const rows = graph.size;
  const { tileIds, slideKeys } = graph.labels();
  graph.startWriting();
  try {
    await mkdir(folder, { recursive: true });
    await graph.native.writeIndex(temporary(folder, graphFile));
    const header = await readGraphHeader(temporary(folder, graphFile));
    if (header.rows !== rows || header.dim !== dim) throw new Error('The written graph has not all rows');
    await writeFileForSure(temporary(folder, labelFile), [bytesOf(tileIds), bytesOf(slideKeys)]);
    const graphSha256 = await publish(place, graphFile);
    const labelSha256 = await publish(place, labelFile);
    const files = { graphFile, graphSha256, labelFile, labelSha256 };
    const sidecar: Sidecar = { format: 1, space, dim, ...settings, generation, change, rows, ...files };
    await writeFileForSure(temporary(folder, sidecarOf(space)), [
      Buffer.from(JSON.stringify(sidecar, null, 2)),
    ]);
    await publish(place, sidecarOf(space));
    await removeFiles(place, [graphFile, labelFile, sidecarOf(space)]);
    return sidecar;
  } catch (cause) {
    await removeFiles(place, 'temporary').catch(() => undefined);
    throw new TesseraError('unavailable', 'The graph of a space could not be written', {
      hint: 'Searches go on without it. Is the disk full?',
      details: { space, reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    });
  } finally {
    graph.endWriting();
  }
}

/**
 * The cached graph, checked to the last bit; undefined when there is none.
 * Errors: `index-damaged` when there is one that is not good.
 */
export async function readGraph(place: GraphPlace): Promise<StoredGraph | undefined> {
  const sidecar = await checkGraphFiles(place);
  if (!sidecar) return undefined;
  const path = join(place.folder, sidecar.graphFile);
  const header = await readGraphHeader(path);
  const { rows, dim, links, buildEffort } = sidecar;
  if (
    header.rows !== rows ||
    header.dim !== dim ||
    header.links !== links ||
    header.buildEffort !== buildEffort
  ) {
    throw damaged(place, 'the graph is not what its sidecar says');
  }
  const native = new hnswlib.HierarchicalNSW('ip', dim);
  await native.readIndex(path);
  const labels = await readFile(join(place.folder, sidecar.labelFile));
  const words = new Uint32Array(
    labels.buffer.slice(labels.byteOffset, labels.byteOffset + labels.byteLength),
  );
  if (words.length !== 2 * rows) throw damaged(place, 'it has not a label per row');
  return {
    sidecar,
    native,
    capacity: header.capacity,
    tileIds: words.subarray(0, rows),
    slideKeys: words.subarray(rows),
  };
}

/** Reads the files of the cached graph and compares them with their checksums. Errors: `index-damaged`. */
export async function checkGraphFiles(place: GraphPlace): Promise<Sidecar | undefined> {
  const sidecar = await readSidecar(place);
  if (!sidecar) return undefined;
  for (const [file, sha256] of [
    [sidecar.graphFile, sidecar.graphSha256],
    [sidecar.labelFile, sidecar.labelSha256],
  ] as const) {
    const found = await sha256Of(join(place.folder, file), place.pace).catch(() => 'no file');
    if (found !== sha256) throw damaged(place, `${file} is missing or changed`);
  }
  return sidecar;
}

/** Removes the space's files, all but the named ones. */
export async function removeFiles(
  place: Pick<GraphPlace, 'folder' | 'space'>,
  keep: readonly string[] | 'temporary' = [],
): Promise<void> {
  const names = (await readdir(place.folder).catch(noneWhenMissing)) ?? [];
  const goes = (name: string) => (keep === 'temporary' ? name.endsWith('.tmp') : !keep.includes(name));
  for (const name of names) {
    if (name.startsWith(`${stemOf(place.space)}.`) && goes(name)) await rm(join(place.folder, name));
  }
}

/** Bytes of the cached graph on disk. */
export async function storedBytes({ folder }: GraphPlace, sidecar: Sidecar): Promise<number> {
  const sizes = await Promise.all(
    [sidecar.graphFile, sidecar.labelFile].map(async (file) => (await stat(join(folder, file))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function readSidecar(place: GraphPlace): Promise<Sidecar | undefined> {
  const text = await readFile(join(place.folder, sidecarOf(place.space)), 'utf8').catch(noneWhenMissing);
  if (text === undefined) return undefined;
  const sidecar = parse(text);
  const { space, dim, settings } = place;
  const wanted = { format: 1, space, dim, ...settings };
  for (const [key, value] of Object.entries(wanted)) {
    if (sidecar?.[key] !== value) throw damaged(place, `its ${key} is not ${value}`);
  }
  const files = [sidecar?.graphFile, sidecar?.labelFile];
  if (!files.every((name) => typeof name === 'string' && basename(name) === name)) {
    throw damaged(place, 'its sidecar names no files');
  }
  return sidecar as Sidecar;
}

function noneWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Flushes a finished file, gives it its name, and makes the name last. Answers its SHA-256. */
async function publish({ folder, pace }: GraphPlace, name: string): Promise<string> {
  const path = temporary(folder, name);
  await flush(path);
  const sha256 = await sha256Of(path, pace);
  await rename(path, join(folder, name));
  await flush(folder);
  return sha256;
}

async function writeFileForSure(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Bytes hashed at a time: some 10 ms. */
const HASHED_AT_ONCE = 1 << 23;

async function sha256Of(path: string, pace: GraphPlace['pace']): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: HASHED_AT_ONCE })) {
    await pace();
    hash.update(part as Buffer);
  }
  return hash.digest('hex');
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Space ids hold signs that file names should not; eight hex digits tell look-alikes apart. */
function stemOf(space: string): string {
  const hash = createHash('sha256').update(space).digest('hex').slice(0, 8);
  return `${space.replaceAll(/[^A-Za-z0-9-]+/g, '_').slice(0, 60)}-${hash}`;
}

function sidecarOf(space: string): string {
  return `${stemOf(space)}.json`;
}

function temporary(folder: string, name: string): string {
  return join(folder, `${name}.tmp`);
}

function damaged(place: GraphPlace, why: string): TesseraError {
  return new TesseraError('index-damaged', `The cached graph of a space is not good: ${why}`, {
    hint: 'It is built anew in the background; searches scan all vectors meanwhile.',
    details: { space: place.space },
  });
}
