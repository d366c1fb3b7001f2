import { basename } from 'node:path';
import { TesseraError } from '../domain/errors.js';
import type { LabelledTile } from '../domain/metrics/rank-tiles.js';
import { describeTiles } from './describe-tiles.js';
import type { TileEvaluationParts } from './parts.js';
import { readTileList, type TileList, type TileListOptions } from './tile-list.js';
import { type TileReport, tileReport } from './tile-report.js';

export type TileQuestion = TileListOptions & {
  /** Path of the list. */
  readonly list: string;
  /** A model, or `colour-statistics`. */
  readonly model: string;
  /** Who answers the validation part of a split list: all, or only what is marked for training. */
  readonly pool: 'all' | 'train';
  /** Read the tiles as a search would, however near they are to a scale of the model. */
  readonly exactScale: boolean;
  readonly onProgress: (done: number, total: number) => void;
};

/**
 * How well a model tells labelled pictures apart: each one asks, pictures of other groups answer, all pairs exactly
 * (metrics.md, "Retrieval"; P@k is a picture's, intervals are over groups). With a split the validation part asks.
 * Errors: what the list lacks (tile-list.ts), those of model and pictures, `invalid-input` where nobody could answer.
 */
export async function measureTiles(parts: TileEvaluationParts, question: TileQuestion): Promise<TileReport> {
  const list = await readTileList(question.list, question);
  const labelled = chooseSides(list, question);
  const pool = labelled.flatMap(({ answers }, i) => (answers ? [i] : []));
  const described = await describeTiles(parts, list.tiles, { ...question, pool });
  const queries = await parts.rankTiles(described.vectors, described.dim, labelled);
  const items = pool.map((i) => ({ patientId: labelled[i]!.group, label: labelled[i]!.label }));
  const report = await parts.evaluate(queries, { label: question.labelColumn, pool: items });
  return tileReport({
    question,
    tiles: list.tiles.length,
    groups: new Set(list.tiles.map(({ group }) => group)).size,
    described,
    queries,
    report,
    pool: pool.length,
  });
}

/** Who asks and who answers. Errors: `invalid-input` where that leaves nobody. */
function chooseSides(
  { tiles, isSplit }: TileList,
  { list, pool }: Pick<TileQuestion, 'list' | 'pool'>,
): LabelledTile[] {
  const name = basename(list);
  if (pool === 'train' && !isSplit) {
    throw new TesseraError(
      'invalid-input',
      `“${name}” has no split, so there is no training part to answer.`,
      {
        hint: 'Name the column with --split-column, or leave --pool out.',
      },
    );
  }
  const labelled = tiles.map(({ label, group, isValidation, isTraining }) => ({
    label,
    group,
    asks: !isSplit || isValidation,
    answers: pool === 'all' || isTraining,
  }));
  const asking = labelled.filter(({ asks }) => asks);
  if (asking.length === 0) {
    throw new TesseraError('invalid-input', `No row of “${name}” is marked validation, so nothing asks.`, {
      hint: 'Mark the tiles that ask with split = validation, or leave the column out: then all ask.',
    });
  }
  const groups = new Set(labelled.filter(({ answers }) => answers).map(({ group }) => group));
  if (asking.some(({ group }) => groups.size - Number(groups.has(group)) > 0)) return labelled;
  throw new TesseraError('invalid-input', `“${name}” has no second group that could answer.`, {
    hint: 'Neighbours must come from another group (patient, slide, source): tiles of at least two are needed.',
  });
}
