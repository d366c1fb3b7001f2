import { signal } from '@preact/signals';
import { PanelRightClose, PanelRightOpen, Trash2 } from 'lucide-preact';
import { CaseFacts } from '../parts/case-facts.jsx';
import { Confirm } from '../parts/confirm.jsx';
import { Explained } from '../parts/explained.jsx';
import { sureOfSlide } from '../parts/what-goes.js';
import { problemOf } from '../words/explain.js';
import { plainNumber, words } from '../words/words.js';
import { askSlide } from './asking.js';
import { PanelEdge, panelWidth } from './panel-edge.jsx';
import { removeSlide } from './remove-slide.js';
import type { OpenSlide } from './slide-store.js';
import { TileLedger } from './tile-ledger.jsx';
import { VisitingNote } from './visiting-note.jsx';

export const panelOpen = signal(true);

/** What is known of the case and the slide, beside the viewer. */
export function CasePanel({ found }: { readonly found: OpenSlide | undefined }) {
  const say = words.value.slide;
  const open = panelOpen.value;
  const Icon = open ? PanelRightClose : PanelRightOpen;
  return (
    <aside
      class={`case-panel ${open ? '' : 'shut'}`}
      aria-label={say.panel}
      style={{ width: open ? `${panelWidth.value}px` : '40px' }}
    >
      {open && <PanelEdge />}
      <button
        type="button"
        class="quiet panel-switch"
        aria-expanded={open}
        aria-label={say.panel}
        title={`${say.panel} (\\)`}
        onClick={() => {
          panelOpen.value = !open;
        }}
      >
        <Icon size={16} aria-hidden="true" />
      </button>
      {open && found && (
        <div class="panel-body">
          {found.slide.state === 'visiting' && <VisitingNote slide={found.slide} />}
          <CaseFacts item={found.owner} />
          {found.slide.state === 'archived' && (
            <a class="quiet-link open-case" href={`/cases/${found.owner.id}`}>
              {words.value.archive.openCase}
            </a>
          )}
          <SlideFacts found={found} />
          <TileLedger slideId={found.slide.id} />
          <div class="case-actions">
            <button type="button" onClick={() => void askSlide(found.slide.id, true)}>
              {say.askSlide}
            </button>
            <Confirm
              question={() => sureOfSlide(found.slide.id)}
              yes={words.value.case.yes}
              onYes={() => void removeSlide(found.slide.id)}
            >
              <Trash2 size={14} aria-hidden="true" /> {say.remove}
            </Confirm>
          </div>
        </div>
      )}
    </aside>
  );
}

function SlideFacts({ found: { slide, siblings } }: { readonly found: OpenSlide }) {
  const say = words.value;
  const size = slide.width && slide.height ? `${slide.width} × ${slide.height} px` : undefined;
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['stain', slide.stain],
    ['scanner', slide.scanner],
    ['mpp', slide.mpp ? say.results.scale(plainNumber(slide.mpp, 4)) : undefined],
    ['size', size],
    ['file', slide.name],
    // A visiting slide is not indexed, and need not be.
    ['status', slide.state === 'archived' ? say.status[slide.status] : undefined],
  ];
  return (
    <section>
      <h2>{say.slide.slide(siblings.indexOf(slide.id) + 1)}</h2>
      <dl class="facts">
        {rows.map(([key, value]) =>
          value ? (
            <div key={key}>
              <dt>{say.fields[key]}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {slide.error && <Explained problem={problemOf(slide.error)} />}
    </section>
  );
}
