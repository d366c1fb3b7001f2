import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SlideView } from '../viewer/view.js';
import { locked, type Pane, turns } from './compare-store.js';
import { placeFor, type Sight, sightOf } from './together.js';

type Shared = {
  /** The pane that moves the others. */
  readonly lead: Signal<string | undefined>;
  readonly sight: Signal<Sight | undefined>;
};

/** Makes a pane's viewer lead the others or follow them: place, scale and rotation. */
export function useTogether(opened: SlideView | undefined, pane: Pane, { lead, sight }: Shared): void {
  useEffect(() => {
    if (!opened) return;
    // A newcomer takes the sight that is there; the first one shows its region with surroundings.
    if (sight.peek() && locked.peek()) follow(opened, pane, sight.peek()!);
    else opened.fit(around(pane), true);
    return opened.onFrame((now) => {
      if (!sight.peek() || lead.peek() === pane.id) sight.value = sightOf(now, pane.anchor);
    });
  }, [opened, pane, lead, sight]);
  const wanted = sight.value;
  useEffect(() => {
    if (opened && wanted && locked.value && lead.peek() !== pane.id) follow(opened, pane, wanted);
  }, [opened, wanted, pane, lead]);
  const turned = turns.value;
  useEffect(() => {
    // A newcomer has the others’ rotation already.
    if (opened && (!locked.peek() || lead.peek() === pane.id)) opened.rotateBy(90);
  }, [turned]);
}

function follow(view: SlideView, { anchor }: Pane, sight: Sight): void {
  const { centre, zoom } = placeFor(sight, anchor);
  view.show(centre, zoom, sight.rotation, true);
}

function around({ box, anchor }: Pane) {
  const { width, height } = box ?? { width: 400, height: 400 };
  const side = Math.max(width, height) * 2.5;
  return { x: anchor.at.x - side / 2, y: anchor.at.y - side / 2, width: side, height: side };
}
