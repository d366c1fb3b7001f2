import { Tensor } from 'onnxruntime-node';
import type { ModelInput } from '../domain/models.js';
import type { Rgb } from '../domain/slides.js';
import { cropCentre, resizeTile } from './resize.js';

/** What turns square tiles of one side into the tensor that a model takes. */
export function preparation(model: ModelInput): (tiles: readonly Rgb[], side: number) => Tensor {
  if (model.input === 'uint8-nhwc') {
    return (tiles, side) => new Tensor('uint8', bytesOf(tiles), [tiles.length, side, side, 3]);
  }
  const tables = valueTables(model.mean, model.std);
  return (tiles) => {
    const seen = tiles.map((tile) => asSeen(tile, model));
    const side = seen[0]?.width ?? 0;
    return new Tensor('float32', planesOf(seen, tables), [tiles.length, 3, side, side]);
  };
}

/** The picture that the network sees of a tile: resized, then its centre, where the model asks for that. */
function asSeen(tile: Rgb, { resize, crop }: Extract<ModelInput, { input: 'float32-nchw' }>): Rgb {
  const resized = resize === undefined ? tile : resizeTile(tile, resize);
  return crop === undefined ? resized : cropCentre(resized, crop);
}

/** The bytes of tiles of one size, one after another. */
function bytesOf(tiles: readonly Rgb[]): Uint8Array {
  const length = tiles[0]?.data.length ?? 0;
  const bytes = new Uint8Array(tiles.length * length);
  tiles.forEach(({ data }, i) => {
    bytes.set(data, i * length);
  });
  return bytes;
}

/** Per channel: what each byte becomes as network input, (value / 255 − mean) / std. */
type ValueTables = readonly [Float32Array, Float32Array, Float32Array];

type Channels = readonly [number, number, number];

/** A look-up instead of arithmetic per pixel. */
function valueTables(mean: Channels, std: Channels): ValueTables {
  const table = (c: 0 | 1 | 2): Float32Array =>
    Float32Array.from({ length: 256 }, (_, v) => (v / 255 - mean[c]) / std[c]);
  return [table(0), table(1), table(2)];
}

/** Interleaved RGB tiles of one size → planes [tile, channel, y, x], as networks take them. */
function planesOf(tiles: readonly Rgb[], [red, green, blue]: ValueTables): Float32Array {
  const area = (tiles[0]?.width ?? 0) * (tiles[0]?.height ?? 0);
  const planes = new Float32Array(tiles.length * 3 * area);
  tiles.forEach(({ data }, i) => {
    const r = i * 3 * area;
    for (let pixel = 0, at = 0; pixel < area; pixel += 1, at += 3) {
      planes[r + pixel] = red[data[at] as number] as number;
      planes[r + area + pixel] = green[data[at + 1] as number] as number;
      planes[r + 2 * area + pixel] = blue[data[at + 2] as number] as number;
    }
  });
  return planes;
}
