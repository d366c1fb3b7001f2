import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { drawPatch, type PatternName, type SiteName } from '../../scripts/phantoms/index.mjs';

/** A phantom pattern as a labelled picture: one row of a list. */
export type DrawnTile = {
  readonly file: string;
  readonly label: string;
  readonly group: string;
  readonly split?: string;
  readonly pattern: PatternName;
  readonly site?: SiteName;
  readonly sidePx?: number;
};

/** Draws the pictures at 1 µm/px and writes tiles.csv beside them; answers its path. */
export async function drawLabelledTiles(folder: string, tiles: readonly DrawnTile[]): Promise<string> {
  for (const { file, pattern, site = 'north', sidePx = 224 } of tiles) {
    const patch = drawPatch({ recipe: pattern, site, patientSeed: file, seed: file, sizePx: sidePx, mpp: 1 });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    await sharp(patch.data, { raw: { width: patch.width, height: patch.height, channels: 3 } })
      .png()
      .toFile(join(folder, file));
  }
  const isSplit = tiles.some(({ split }) => split !== undefined);
  const rows = tiles.map(({ file, label, group, split = '' }) =>
    [file, label, group, ...(isSplit ? [split] : [])].join(','),
  );
  const list = join(folder, 'tiles.csv');
  const columns = ['file', 'label', 'group', ...(isSplit ? ['split'] : [])].join(',');
  writeFileSync(list, `${[columns, ...rows].join('\n')}\n`);
  return list;
}
