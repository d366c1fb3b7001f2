import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { letterOf } from '../results/letters.js';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Answer } from '../server/types.js';
import { Shape } from '../slide/shapes.jsx';
import { createResource } from '../state/resource.js';
import { SlideViewer } from '../viewer/slide-viewer.jsx';
import { type Frame, type SlideView, toSlide } from '../viewer/view.js';
import { words } from '../words/words.js';
import { heatShown, locked, type Pane, pointer, turns } from './compare-store.js';
import { HeatLayer } from './heat-layer.jsx';
import { PairMarks } from './pair-marks.jsx';
import { PointerMark } from './pointer-mark.jsx';
import { placeFor, type Sight, sightOf } from './together.js';

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
  const hit = found.cases[pane.rank - 1];
  const name = pane.rank === 0 ? say.compare.query : say.compare.hit(pane.rank);
  const opened = view.value;
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
    if (view.peek() && (!locked.peek() || lead.peek() === pane.id)) view.peek()?.rotateBy(90);
  }, [turned]);
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
            <Pairs found={found} pane={pane} panes={panes} frame={now} />
            <PointerMark pane={pane} panes={panes} matrix={now.matrix} />
          </svg>
        )}
      </SlideViewer>
      <figcaption>
        <b>{name}</b>
        {hit && (
          <>
            <span class={`letter letter-${letterOf(found, hit.diagnosis.text)}`} aria-hidden="true">
              {letterOf(found, hit.diagnosis.text)}
            </span>
            <a href={`/cases/${hit.id}`}>{hit.diagnosis.text ?? say.archive.noDiagnosis}</a>
          </>
        )}
      </figcaption>
    </figure>
  );
}

type PairsProps = Pick<Props, 'found' | 'pane' | 'panes'> & { readonly frame: Frame };

/** Pairs of the query and the first hit that is shown; the query shows its half of them. */
function Pairs({ found, pane, panes, frame }: PairsProps) {
  const pairs = useMemo(() => createResource<Awaited<ReturnType<typeof loadPairs>>>(), []);
  const caseId = pane.caseId ?? panes.find((one) => one.caseId)?.caseId;
  useEffect(() => {
    if (caseId) void pairs.load(() => loadPairs(found.id, caseId));
  }, [pairs, found.id, caseId]);
  const shown = pairs.now.value.value?.filter((pair) => pane.rank === 0 || pair.slideId === pane.slideId);
  if (!shown) return null;
  return <PairMarks pairs={shown} side={pane.rank === 0 ? 'query' : 'region'} matrix={frame.matrix} />;
}

/** The strongest of a large question: more numbers than these only cover the tissue. */
const PAIRS_SHOWN = 9;

async function loadPairs(searchId: string, caseId: string) {
  const { pairs } = await call(
    api.searches[':searchId'].pairs.$get({ param: { searchId }, query: { case: caseId } }),
  );
  return [...pairs].sort((a, b) => b.similarity - a.similarity).slice(0, PAIRS_SHOWN);
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
