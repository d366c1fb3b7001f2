import type { FileHandle } from 'node:fs/promises';
import { TesseraError } from '../../domain/errors.js';
import { type Box, clipBox, type Size } from '../../domain/geometry.js';
import type { Rgb } from '../../domain/slides.js';
import { createByteCache } from '../byte-cache.js';
import { copyInto } from '../rgb-window.js';
import { nameOf, type TiffDirectory, type TileTable } from './directory.js';
import { createEnvelope, type Envelope, enclose } from './envelope.js';
import { decodeEnclosed } from './pixels.js';

/** A tiled image whose tiles hold whole pixels (not one plane per colour). */
export type TiledImage = TiffDirectory & { readonly tile: Size; readonly table: TileTable };

export interface TileStore {
  /** Pixels of an integer box inside the image. Errors: `damaged`, `unreadable`. */
  read(image: TiledImage, box: Box): Promise<Rgb>;
  clear(): void;
}

const WHITE = 255;

/**
 * Reads boxes of tiled images, tile by tile, and keeps the tiles read last: neighbouring regions share tiles,
 * and a row of regions shares them with the row below.
 *
 * @param keepBytes how many bytes of decoded pixels may be kept
 */
export function createTileStore(file: FileHandle, keepBytes: number): TileStore {
  const envelopes = new Map<TiledImage, Envelope>();
  const tiles = createByteCache<Promise<Rgb>>(keepBytes);

  function envelopeOf(image: TiledImage): Envelope {
    const envelope = envelopes.get(image) ?? createEnvelope(image, image.tile);
    envelopes.set(image, envelope);
    return envelope;
  }

  function tileAt(image: TiledImage, index: number): Promise<Rgb> {
    const key = `${image.page}/${image.subifd ?? ''}/${index}`;
    const known = tiles.get(key);
    if (known) return known;
    const tile = loadTile(file, image, envelopeOf(image), index);
    tiles.set(key, tile, image.tile.width * image.tile.height * 3);
    tile.catch(() => tiles.delete(key));
    return tile;
  }

  return {
    async read(image, box) {
      const data = new Uint8Array(box.width * box.height * 3);
      const region = { width: box.width, height: box.height, data };
      await Promise.all(
        tilesUnder(image, box).map(async ({ index, area }) =>
          copyInto(region, box, await tileAt(image, index), area),
        ),
      );
      return region;
    },
    clear: tiles.clear,
  };
}

/** The tiles that a box touches, with the area that each covers. */
function tilesUnder(image: TiledImage, box: Box): { index: number; area: Box }[] {
  const { width, height } = image.tile;
  const columns = Math.ceil(image.width / width);
  const touched: { index: number; area: Box }[] = [];
  for (let row = Math.floor(box.y / height); row * height < box.y + box.height; row++) {
    for (let column = Math.floor(box.x / width); column * width < box.x + box.width; column++) {
      const area = { x: column * width, y: row * height, width, height };
      if (clipBox(area, box)) touched.push({ index: row * columns + column, area });
    }
  }
  return touched;
}

async function loadTile(
  file: FileHandle,
  image: TiledImage,
  envelope: Envelope,
  index: number,
): Promise<Rgb> {
  const { width, height } = image.tile;
  const length = image.table.byteCounts[index] ?? 0;
  // A tile of no bytes was never scanned: glass.
  if (length === 0) return { width, height, data: new Uint8Array(width * height * 3).fill(WHITE) };
  const bytes = await readBytes(file, image, image.table.offsets[index] ?? 0, length);
  const tile = await decodeEnclosed(enclose(envelope, bytes), image);
  if (tile.width === width && tile.height === height) return tile;
  throw new TesseraError('damaged', `A tile of ${nameOf(image)} is not of the size that the tags state.`);
}

async function readBytes(
  file: FileHandle,
  image: TiledImage,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset).catch((cause: unknown) => {
    throw new TesseraError('unreadable', 'The slide’s file can no longer be read.', { cause });
  });
  if (bytesRead === length) return bytes;
  throw new TesseraError('damaged', `The file ends before the pixels of ${nameOf(image)}.`);
}
