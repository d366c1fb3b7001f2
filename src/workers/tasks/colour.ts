import type { TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { readerFor } from './open-slides.js';

/** Mean and deviation of each channel over the whole picture. */
export async function measureColour({ source }: TileRequest<'colour'>): Promise<TileAnswer<'colour'>> {
  const reader = await readerFor(source);
  const { width, height } = reader.info;
  const { data } = await reader.region({ x: 0, y: 0, width, height }, { width, height });
  return { statistics: [0, 1, 2].flatMap((channel) => channelStatistics(data, channel)) };
}

function channelStatistics(data: Uint8Array, channel: number): [mean: number, deviation: number] {
  let [sum, squares] = [0, 0];
  for (let i = channel; i < data.length; i += 3) {
    sum += data[i]!;
    squares += data[i]! ** 2;
  }
  const mean = sum / (data.length / 3);
  return [mean, Math.sqrt(Math.max(0, squares / (data.length / 3) - mean ** 2))];
}
