import { effect, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Box } from '../server/types.js';
import { amend, query } from '../state/address.js';
import type { Frame, SlideView } from '../viewer/view.js';
import { extentOf, type Region, regions, showRegion } from './region.js';
import { readRegion, writeRegion } from './region-address.js';

const REST_MS = 400;

/** Keeps view and drawing in the address, so that reload and a colleague's browser show the same. */
export function useViewAddress(slideId: string, view: ReadonlySignal<SlideView | undefined>): void {
  const opened = view.value;
  useEffect(() => {
    const drawn = readRegion(query.peek().get('region'));
    if (drawn) showRegion(slideId, drawn);
  }, [slideId]);
  useEffect(() => {
    if (opened) showAddressed(opened, regions.peek().get(slideId));
  }, [opened, slideId]);
  useEffect(() => {
    if (!opened) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let said = '';
    const say = () => {
      const text = addressOf(opened.frame(), regions.peek().get(slideId));
      if (text === said) return;
      said = text;
      clearTimeout(timer);
      timer = setTimeout(() => amend(`${location.pathname}?${text}`), REST_MS);
    };
    const stops = [
      opened.onFrame(say),
      effect(() => {
        regions.value;
        say();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [opened, slideId]);
}

function addressOf({ centre, zoom, rotation }: Frame, drawn: Region | undefined): string {
  const next = new URLSearchParams();
  next.set('x', centre.x.toFixed(0));
  next.set('y', centre.y.toFixed(0));
  next.set('zoom', zoom.toPrecision(3));
  const turned = ((Math.round(rotation) % 360) + 360) % 360;
  if (turned !== 0) next.set('rotation', String(turned));
  const region = writeRegion(drawn);
  if (region) next.set('region', region);
  const box = query.peek().get('box');
  if (box) next.set('box', box);
  return next.toString().replaceAll('%2C', ',').replaceAll('%3B', ';');
}

/** A region that the address points at, such as a hit's. */
export function highlightNow(): Region | undefined {
  return readRegion(query.value.get('box'));
}

function showAddressed(view: SlideView, drawn: Region | undefined): void {
  const now = query.peek();
  const [x, y, zoom, rotation] = ['x', 'y', 'zoom', 'rotation'].map((name) =>
    now.has(name) ? Number(now.get(name)) : Number.NaN,
  ) as [number, number, number, number];
  const turned = Number.isFinite(rotation) ? rotation : undefined;
  if ([x, y, zoom].every(Number.isFinite) && zoom > 0) {
    view.show({ x, y }, zoom, turned, true);
    return;
  }
  const region = readRegion(now.get('box')) ?? drawn;
  if (region) view.fit(around(extentOf(region)), true);
}

/** With surroundings: a region is understood by what lies around it. */
function around({ x, y, width, height }: Box): Box {
  return { x: x - width, y: y - height, width: 3 * width, height: 3 * height };
}
