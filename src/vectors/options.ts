import { chooseMethod } from './choose-method.js';

export type VectorIndexOptions = {
  /** Up to this many rows a space has no graph: scanning is as fast. */
  readonly graphThreshold: number;
  /** Links per row and level of the graph (hnswlib's M). */
  readonly graphLinks: number;
  /** Candidates looked at while a row is linked (hnswlib's efConstruction). */
  readonly buildEffort: number;
  /** Candidates that a walk keeps at least (hnswlib's ef); more when more rows are asked for. */
  readonly searchEffort: number;
  /** Whether a search scans or walks the graph. */
  readonly choose: typeof chooseMethod;
  /** Longest stretch of background work before waiting searches are let through, ms. */
  readonly sliceMs: number;
  /** Under constant load the background gets one slice in this time, ms. */
  readonly patienceMs: number;
};

export const DEFAULT_OPTIONS: VectorIndexOptions = {
  graphThreshold: 20_000,
  graphLinks: 16,
  buildEffort: 200,
  searchEffort: 200,
  choose: chooseMethod,
  sliceMs: 20,
  patienceMs: 250,
};
