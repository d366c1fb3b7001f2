import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { useCrumbs } from '../state/crumbs.js';
import { SlideViewer } from '../viewer/slide-viewer.jsx';
import type { Frame, SlideView } from '../viewer/view.js';
import { words } from '../words/words.js';
import { AskBar } from './ask-bar.jsx';
import { askedWords, asking, askSlide } from './asking.js';
import { CasePanel } from './case-panel.jsx';
import { DrawingLayer } from './drawing-layer.jsx';
import { Filmstrip } from './filmstrip.jsx';
import { ruler, tool } from './region.js';
import { loadSlide, opened } from './slide-store.js';
import { ToolColumn } from './tool-column.jsx';
import { useSlideKeys } from './use-slide-keys.js';
import { highlightNow, useViewAddress } from './view-address.js';

/** One slide: look at it, draw on it, ask with it. */
export function SlidePage({ id }: { readonly id: string }) {
  const say = words.value;
  const view = useSignal<SlideView | undefined>(undefined);
  const frame = useSignal<Frame | undefined>(undefined);
  // Before it is seen: a tool that is chosen at the first sight of the slide must stay.
  useLayoutEffect(() => {
    tool.value = 'pan';
    ruler.value = undefined;
    askedWords.value = '';
    opened.clear();
    void opened.load(() => loadSlide(id));
  }, [id]);
  const now = opened.now.value;
  const found = now.value;
  useCrumbs(
    { label: say.frame.archive, href: '/' },
    ...(found?.owner.organ
      ? [{ label: found.owner.organ, href: `/?filter=${encodeURIComponent(`organ=${found.owner.organ}`)}` }]
      : []),
    { label: say.slide.slide(found ? found.siblings.indexOf(id) + 1 : 1) },
  );
  useViewAddress(id, view);
  const ask = () => void askSlide(id);
  useSlideKeys(id, view, ask);
  if (now.state === 'failed' && !found) return <FaultView fault={now.fault} again={opened.again} />;
  const slide = found?.slide;
  const mpp = slide?.mpp ?? undefined;
  return (
    <div class="slide-page">
      <h1 class="unseen">{say.slide.viewer}</h1>
      <div class="slide-stage">
        <SlideViewer slideId={id} label={say.slide.viewer} mpp={mpp} view={view} frame={frame} navigator>
          {view.value && frame.value && slide?.width && slide.height && (
            <DrawingLayer
              slideId={id}
              size={{ width: slide.width, height: slide.height }}
              mpp={mpp}
              view={view.value}
              frame={frame.value}
              highlight={highlightNow()}
            />
          )}
          <ToolColumn view={view.value} mpp={mpp} frame={frame} />
          <AskBar
            slideId={id}
            mpp={mpp}
            busy={asking.value}
            canKeep={slide?.state === 'archived'}
            onAsk={ask}
          />
        </SlideViewer>
        {found && found.siblings.length > 1 && <Filmstrip current={id} slides={found.siblings} />}
      </div>
      <CasePanel found={found} />
    </div>
  );
}
