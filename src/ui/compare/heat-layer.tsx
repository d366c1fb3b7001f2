import { useEffect, useMemo, useRef } from 'preact/hooks';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { createResource } from '../state/resource.js';
import type { Frame } from '../viewer/view.js';
import { opacity } from './compare-store.js';

type Props = { readonly searchId: string; readonly slideId: string; readonly frame: Frame };

const load = (searchId: string, slideId: string) =>
  call(api.searches[':searchId'].heatmaps[':slideId'].$get({ param: { searchId, slideId } }));

/** How similar every tile of the slide is to the question, on the archive's own scale. */
export function HeatLayer({ searchId, slideId, frame }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useMemo(() => createResource<Awaited<ReturnType<typeof load>>>(), []);
  useEffect(() => void map.load(() => load(searchId, slideId)), [map, searchId, slideId]);
  const tiles = map.now.value.value?.tiles;
  const { matrix, size } = frame;
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!pen) return;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, size.width, size.height);
    pen.setTransform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
    for (const { x, y, width, height, percentile, similarity } of tiles ?? []) {
      pen.fillStyle = colourOf(percentile === null ? Math.max(0, similarity) : percentile / 100);
      pen.fillRect(x, y, width, height);
    }
  }, [tiles, matrix, size]);
  return (
    <canvas
      ref={canvas}
      class="heat"
      width={size.width}
      height={size.height}
      style={{ opacity: opacity.value }}
    />
  );
}

/** Cividis, in five steps: rises evenly in brightness for every kind of colour vision. */
const RAMP = [
  [0, 34, 78],
  [65, 77, 107],
  [124, 123, 120],
  [188, 175, 111],
  [255, 234, 70],
] as const;

function colourOf(share: number): string {
  const place = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
  const low = RAMP[Math.floor(place)]!;
  const high = RAMP[Math.ceil(place)]!;
  const mixed = low.map((value, i) => Math.round(value + (high[i]! - value) * (place % 1)));
  return `rgb(${mixed.join(' ')})`;
}
