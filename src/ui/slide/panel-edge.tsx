import { signal } from '@preact/signals';
import { words } from '../words/words.js';

const NARROW = 280;
const WIDE = 640;
const STEP = 24;

export const panelWidth = signal(360);

/** The edge of the case panel: drawn, or moved by arrow keys. */
export function PanelEdge() {
  const set = (width: number) => {
    panelWidth.value = Math.round(Math.min(WIDE, Math.max(NARROW, width)));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>.
    <div
      class="panel-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={words.value.slide.resize}
      aria-valuemin={NARROW}
      aria-valuemax={WIDE}
      aria-valuenow={panelWidth.value}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) set(innerWidth - event.clientX);
      }}
      onKeyDown={(event) => {
        const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        set(panelWidth.value + by);
      }}
    />
  );
}
