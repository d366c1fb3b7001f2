import { TesseraError } from '../../domain/errors.js';
import type { Size } from '../../domain/geometry.js';
import { damagedPixels } from './damage.js';
import type { Instance } from './instance.js';

/** The files of one level, in the order of their frames. */
export type LevelFiles = readonly [Instance, ...Instance[]];

/** Sizes are rounded level by level, so that tiny levels miss the slide's shape by a pixel or two. */
const SHAPE_TOLERANCE = 0.02;
const SHAPE_TOLERANCE_PX = 2;

/**
 * Sorts instances into levels, finest first.
 * @param named the file that was asked for, which decides between instances of one size; undefined for a folder,
 *   where two different pictures of one slide are `unsupported-format`
 */
export function arrangeLevels(instances: readonly Instance[], named: Instance | undefined): LevelFiles[] {
  const bySize = (a: LevelFiles, b: LevelFiles) => b[0].matrix.width - a[0].matrix.width;
  const levels = groupParts(instances).sort(bySize);
  const chosen = named ? levels.filter((level) => hasShapeOf(level[0].matrix, named.matrix)) : levels;
  const distinct: LevelFiles[] = [];
  for (const level of chosen) {
    const same = distinct.find((other) => isSameSize(other[0].matrix, level[0].matrix));
    if (!same) distinct.push(level);
    else if (named && level.includes(named)) distinct[distinct.indexOf(same)] = level;
    else if (!named) refuseSecond(same, level);
  }
  for (const level of distinct) refuseOtherShape(level, distinct[0]!);
  return distinct;
}

/** Files of a concatenation are one level, every other file is a level of its own. */
function groupParts(instances: readonly Instance[]): LevelFiles[] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const key = instance.concatenation?.uid ?? instance.path;
    groups.set(key, [...(groups.get(key) ?? []), instance]);
  }
  return [...groups.values()].map((group) => orderParts(group));
}

function orderParts(group: readonly Instance[]): LevelFiles {
  const [first, ...rest] = [...group].sort(
    (a, b) => (a.concatenation?.number ?? 1) - (b.concatenation?.number ?? 1),
  );
  if (!first) throw damagedPixels('it has no files');
  const total = first.concatenation?.total ?? group.length;
  const complete = group.length === total && group.every((part) => isSameSize(part.matrix, first.matrix));
  if (complete) return [first, ...rest];
  throw new TesseraError(
    'missing-companion',
    `A level is split over ${total} files, of which ${group.length} are here.`,
    {
      hint: 'Put all files of the series into one folder.',
      details: { total, present: group.length },
    },
  );
}

/** The same object copied twice is no second picture; a tiny level may well have the size of the next. */
function refuseSecond(first: LevelFiles, second: LevelFiles): void {
  const { width, height } = first[0].matrix;
  if (first[0].sopInstance === second[0].sopInstance || Math.max(width, height) <= first[0].frame.width)
    return;
  throw new TesseraError(
    'unsupported-format',
    `The series holds two pictures of ${width} × ${height} pixels.`,
    {
      hint: 'Several focal planes or optical paths in files of their own: give the file you mean.',
      details: { width, height },
    },
  );
}

function refuseOtherShape(level: LevelFiles, finest: LevelFiles): void {
  if (hasShapeOf(level[0].matrix, finest[0].matrix)) return;
  const [a, b] = [finest[0].matrix, level[0].matrix];
  throw new TesseraError(
    'unsupported-format',
    `The series holds pictures of different parts (${a.width} × ${a.height} and ${b.width} × ${b.height} pixels).`,
    { hint: 'Give a file of the part you mean.', details: { finest: a, other: b } },
  );
}

function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** True when both have the same ratio of width to height, within the rounding of the smaller. */
function hasShapeOf(a: Size, b: Size): boolean {
  const [small, large] = a.width <= b.width ? [a, b] : [b, a];
  const expected = (small.width * large.height) / large.width;
  const smaller = Math.max(1, Math.min(small.width, small.height));
  const tolerance = Math.max(SHAPE_TOLERANCE, SHAPE_TOLERANCE_PX / smaller);
  return Math.abs(small.height - expected) <= tolerance * Math.max(small.height, expected);
}
