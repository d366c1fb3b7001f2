import { resolve } from 'node:path';
import { TesseraError } from '../../domain/errors.js';
import type { TileReport } from '../../evaluation/tile-report.js';
import { type Command, textFlag } from '../command.js';
import { figureTable, sayFigure, sayInterval } from '../figures.js';
import { table } from '../table.js';
import { choiceFlag, numberFlag } from '../values.js';

/** In this process alone, not over HTTP: the pictures are the caller's own files, and no archive has a part in it. */
export const evaluateTilesCommand: Command = {
  name: 'evaluate tiles',
  about: 'how well a model tells labelled pictures apart; needs no archive',
  usage: [
    '  tessera evaluate tiles FILE.csv [--model ID] [--mpp N] [--label-column C] [--group-column C]',
    '                         [--split-column C] [--pool all|train] [--exact-scale]',
    '',
    '  FILE.csv             file,label,group,split: one row per picture, files relative to the list. Every picture',
    '                       asks, pictures of other groups (patient, slide, source) answer; an empty group is its own.',
    '                       With a split the rows marked validation ask',
    '  --model ID           a model, or colour-statistics (mean and deviation of the channels: a baseline)',
    '  --mpp N              µm per pixel; else the column mpp, else set.json beside the list',
    '  --pool all|train     who answers where there is a split: all (default), or the rows marked train',
    '  --exact-scale        resample as a search would; by default pictures that differ from a scale of the model by a',
    '                       quarter or less are read pixel for pixel, since their µm/px is mostly an estimate',
    '',
    '  Pictures larger than the model’s tile are cut into tiles whose vectors are averaged, smaller ones are completed',
    '  by mirroring. balancedAccuracy is the mean recall of the majority of three. Intervals are over groups.',
  ].join('\n'),
  options: {
    model: { type: 'string' },
    mpp: { type: 'string' },
    'label-column': { type: 'string' },
    'group-column': { type: 'string' },
    'split-column': { type: 'string' },
    pool: { type: 'string' },
    'exact-scale': { type: 'boolean' },
  },
  async run({ flags, words, json, terminal, measureTiles }) {
    const [list, another] = words;
    if (list === undefined || another !== undefined) {
      throw new TesseraError('invalid-input', 'Which list of pictures? tessera evaluate tiles FILE.csv', {
        hint: 'tessera help evaluate tiles',
      });
    }
    const report = await measureTiles({
      list: resolve(list),
      mpp: numberFlag(flags, 'mpp'),
      labelColumn: textFlag(flags, 'label-column') ?? 'label',
      groupColumn: textFlag(flags, 'group-column') ?? 'group',
      splitColumn: textFlag(flags, 'split-column'),
      pool: choiceFlag(flags, 'pool', ['all', 'train'] as const),
      exactScale: flags['exact-scale'] === true,
      onProgress: (done, total) => terminal.progress(`${done} of ${total} pictures embedded`),
    });
    terminal.print(json ? JSON.stringify(report) : describe(report));
    return 0;
  },
};

function describe(report: TileReport): string {
  const { p1, p5, p10, map5, mmv5, macroP1, macroP10, macroMmv5, balancedAccuracy } = report;
  const figures = { p1, p5, p10, map5, mmv5, macroP1, macroP10, macroMmv5, balancedAccuracy };
  const classes = report.perClass.map(({ label, groups, n, ...own }) => [
    label,
    String(n),
    String(groups),
    sayFigure(own.p1),
    sayInterval(own.ci95.p1),
    sayFigure(own.p10),
    sayFigure(own.recall),
  ]);
  return [
    `${report.queries} of ${report.tiles} pictures (${report.groups} groups) asked ${report.model}, ${report.pool.tiles} could answer; the own group never does.`,
    describeScale(report),
    '',
    figureTable(figures, report.ci95, report.chance),
    '',
    table(['class', 'asked', 'groups', 'P@1', '95 % interval', 'P@10', 'recall'], classes),
  ].join('\n');
}

function describeScale({ scale, asTheyAre, resampled, padded, tiles }: TileReport): string {
  if (scale === null) return 'Colour alone knows no scale: every picture as it is.';
  const how = [
    ...(resampled > 0 ? [`${resampled} of ${tiles} resampled`] : []),
    ...(asTheyAre > 0
      ? [
          `${asTheyAre} of ${tiles} pixel for pixel although they have another scale (--exact-scale resamples)`,
        ]
      : []),
  ].join(', ');
  return `Read at ${scale.mpp} µm/px (${scale.tilePx} px), ${how || 'their own scale'}; ${padded} smaller than a tile, completed by mirroring.`;
}
