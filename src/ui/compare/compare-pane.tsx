import { type Signal, useSignal } from '@preact/signals';
import { letterOf } from '../results/letters.js';
import type { Answer } from '../server/types.js';
import { Shape } from '../slide/shapes.jsx';
import { SlideViewer } from '../viewer/slide-viewer.jsx';
import { type Frame, type SlideView, toSlide } from '../viewer/view.js';
import { words } from '../words/words.js';
import { heatShown, type Pane, pointer } from './compare-store.js';
import { HeatLayer } from './heat-layer.jsx';
import { Pairs } from './pairs.jsx';
import { PointerMark } from './pointer-mark.jsx';
import type { Sight } from './together.js';
import { useTogether } from './use-together.js';

type Props = {
  readonly found: Answer;
  readonly pane: Pane;
  readonly panes: readonly Pane[];
  /** The pane that moves the others. */
  readonly lead: Signal<string | undefined>;
  readonly sight: Signal<Sight | undefined>;
};

/** One slide of the comparison; it leads while the pointer is on it and follows while it is not. */
export function ComparePane({ found, pane, panes, lead, sight }: Props) {
  const say = words.value;
  const view = useSignal<SlideView | undefined>(undefined);
  const frame = useSignal<Frame | undefined>(undefined);
  const name = pane.rank === 0 ? say.compare.query : say.compare.hit(pane.rank);
  useTogether(view.value, pane, { lead, sight });
  const now = frame.value;
  return (
    <figure
      class="pane"
      onPointerEnter={() => {
        lead.value = pane.id;
      }}
      onPointerMove={(event) => {
        if (!now) return;
        const edge = event.currentTarget.getBoundingClientRect();
        const at = toSlide(now.matrix, { x: event.clientX - edge.left, y: event.clientY - edge.top });
        pointer.value = { pane: pane.id, at };
      }}
      onPointerLeave={() => {
        pointer.value = undefined;
      }}
    >
      <SlideViewer
        slideId={pane.slideId}
        label={say.compare.viewer(name)}
        mpp={pane.anchor.mpp}
        view={view}
        frame={frame}
      >
        {now && pane.caseId && heatShown.value && (
          <HeatLayer searchId={found.id} slideId={pane.slideId} frame={now} />
        )}
        {now && (
          <svg class="drawing" aria-hidden="true">
            {pane.box && (
              <Shape shape={{ kind: 'box', box: pane.box }} matrix={now.matrix} dashed={pane.rank > 0} />
            )}
            <Pairs searchId={found.id} pane={pane} panes={panes} frame={now} />
            <PointerMark pane={pane} panes={panes} matrix={now.matrix} />
          </svg>
        )}
      </SlideViewer>
      <Caption found={found} rank={pane.rank} name={name} />
    </figure>
  );
}

function Caption({ found, rank, name }: { found: Answer; rank: number; name: string }) {
  const hit = found.cases[rank - 1];
  const letter = hit && letterOf(found, hit.diagnosis.text);
  return (
    <figcaption>
      <b>{name}</b>
      {hit && (
        <>
          <span class={`letter letter-${letter}`} aria-hidden="true">
            {letter}
          </span>
          <a href={`/cases/${hit.id}`}>{hit.diagnosis.text ?? words.value.archive.noDiagnosis}</a>
        </>
      )}
    </figcaption>
  );
}
