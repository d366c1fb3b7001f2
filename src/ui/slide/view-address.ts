import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Box } from '../server/types.js';
import { amend, place, query } from '../state/address.js';
import type { SlideView } from '../viewer/view.js';
import { extentOf, type Region, regions } from './region.js';

const REST_MS = 400;

/** Keeps the view in the address (`x,y,zoom`), so that reload and a colleague's browser show the same. */
export function useViewAddress(view: ReadonlySignal<SlideView | undefined>): void {
  const opened = view.value;
  useEffect(() => {
    if (opened) showAddressed(opened);
  }, [opened]);
  useEffect(() => {
    if (!opened) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let said = '';
    const stop = opened.onFrame((now) => {
      const text = `x=${now.centre.x.toFixed(0)}&y=${now.centre.y.toFixed(0)}&zoom=${now.zoom.toPrecision(3)}`;
      if (text === said) return;
      said = text;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const box = query.peek().get('box');
        amend(`${location.pathname}?${text}${box ? `&box=${encodeURIComponent(box)}` : ''}`);
      }, REST_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [opened]);
}

/** A region that the address points at, such as a hit's. */
export function highlightNow(): Region | undefined {
  const box = boxOfAddress();
  return box && { kind: 'box', box };
}

function showAddressed(view: SlideView): void {
  const now = query.peek();
  const [x, y, zoom] = ['x', 'y', 'zoom'].map((name) => Number(now.get(name) ?? Number.NaN)) as [
    number,
    number,
    number,
  ];
  if ([x, y, zoom].every(Number.isFinite) && zoom > 0) {
    view.show({ x, y }, zoom, undefined, true);
    return;
  }
  const at = place.peek();
  const drawn = at.page === 'slide' ? regions.peek().get(at.id) : undefined;
  const box = boxOfAddress() ?? (drawn && extentOf(drawn));
  if (box) view.fit(around(box), true);
}

function boxOfAddress(): Box | undefined {
  const [x, y, width, height] = (query.value.get('box') ?? '').split(',').map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return [x, y, width, height].every(Number.isFinite) && width > 0 ? { x, y, width, height } : undefined;
}

/** With surroundings: a region is understood by what lies around it. */
function around({ x, y, width, height }: Box): Box {
  return { x: x - width, y: y - height, width: 3 * width, height: 3 * height };
}
