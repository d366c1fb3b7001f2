import { readFileSync } from 'node:fs';
import sharp from 'sharp';

/**
 * The labelled tiles that a model may learn from and choose by (224 px): rows of `tiles.csv` in the folders
 * lung and crc. `unit` is the finest group of origin the set knows.
 *
 * @typedef {{ set: 'lung' | 'crc', file: string, label: string, unit: string, isValidation: boolean }} Tile
 * @param {string} folder holds lung/ and crc/
 * @returns {Tile[]}
 */
export function listTiles(folder) {
  return /** @type {const} */ (['lung', 'crc']).flatMap((set) =>
    readFileSync(`${folder}/${set}/tiles.csv`, 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => {
        const [name, label, unit, split] = line.split(',');
        return { set, file: `${folder}/${set}/${name}`, label, unit, isValidation: split === 'validation' };
      }),
  );
}

/** @returns {Promise<import('../../dist/domain/slides.js').Rgb>} */
export async function readTile(/** @type {string} */ file) {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
