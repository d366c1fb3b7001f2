import { computed, signal } from '@preact/signals';
import { bestRegion } from '../results/answer-store.js';
import { queryBox } from '../results/query-box.js';
import type { Answer, Box, Hit, Point } from '../server/types.js';
import { amend, query } from '../state/address.js';
import type { Anchor } from './together.js';

export const MAX_HITS = 3;

/** The question and the hits that the address names. */
export const asked = computed(() => query.value.get('search') ?? undefined);
export const chosen = computed(() => query.value.getAll('case').slice(0, MAX_HITS));
export const locked = signal(true);
export const heatShown = signal(false);
/** Quarter turns that were asked for: the pane that leads takes them, the others follow. */
export const turns = signal(0);
export const opacity = signal(0.55);
/** Where the pointer is: in which pane, level-0 px. */
export const pointer = signal<{ readonly pane: string; readonly at: Point } | undefined>(undefined);
/** The pair that is pointed at, by its number. */
export const pairOver = signal<number | undefined>(undefined);

/** One slide of a comparison. */
export type Pane = {
  readonly id: string;
  /** Rank of the hit; 0 is the query. */
  readonly rank: number;
  readonly slideId: string;
  readonly anchor: Anchor;
  /** What is outlined: the question, or the best region of the hit. */
  readonly box: Box | undefined;
  readonly caseId: string | undefined;
};

export function compareHref(searchId: string, hit: Hit): string {
  return `/compare?search=${encodeURIComponent(searchId)}&case=${encodeURIComponent(hit.id)}`;
}

export function toggleHit(id: string): void {
  const next = new URLSearchParams(query.value);
  const now = chosen.value;
  next.delete('case');
  const kept = now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(-MAX_HITS);
  for (const one of kept) next.append('case', one);
  amend(`/compare?${next}`);
}

export function panesOf(found: Answer): Pane[] {
  const panes: Pane[] = [];
  const { slideId, mpp } = found.query;
  const box = queryBox(found);
  if (slideId && mpp && box) {
    panes.push({ id: 'query', rank: 0, slideId, anchor: { at: middleOf(box), mpp }, box, caseId: undefined });
  }
  for (const id of chosen.value) {
    const rank = found.cases.findIndex((hit) => hit.id === id) + 1;
    const best = rank > 0 ? bestRegion(found.cases[rank - 1]!) : undefined;
    if (!best?.slide.mpp) continue;
    const { slide, region } = best;
    const anchor = { at: middleOf(region), mpp: best.slide.mpp };
    panes.push({ id, rank, slideId: slide.slideId, anchor, box: region, caseId: id });
  }
  return panes;
}

function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
