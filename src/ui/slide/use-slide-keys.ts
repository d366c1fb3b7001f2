import type { ReadonlySignal } from '@preact/signals';
import { useKeys } from '../state/use-keys.js';
import type { SlideView } from '../viewer/view.js';
import { panelOpen } from './case-panel.jsx';
import { ruler, setRegion, tool, undoRegion } from './region.js';

/** Part of what is seen by which an arrow moves the slide. */
const STEP = 0.15;

/** Keys of a slide's page; tools and drawing have their own. */
export function useSlideKeys(
  slideId: string,
  view: ReadonlySignal<SlideView | undefined>,
  ask: () => void,
): void {
  useKeys({
    s: ask,
    u: () => undoRegion(slideId),
    Escape: () => {
      if (tool.value !== 'pan') tool.value = 'pan';
      else {
        setRegion(slideId, undefined);
        ruler.value = undefined;
      }
    },
    '\\': () => {
      panelOpen.value = !panelOpen.value;
    },
    ArrowLeft: () => view.value?.panBy(-STEP, 0),
    ArrowRight: () => view.value?.panBy(STEP, 0),
    ArrowUp: () => view.value?.panBy(0, -STEP),
    ArrowDown: () => view.value?.panBy(0, STEP),
  });
}
