import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { deepZoomOf, thumbnailOf } from '../server/pictures.js';
import { returns, suspect } from '../state/connection.js';
import { words } from '../words/words.js';
import { loadViewer } from './load-viewer.js';
import { ScaleBar } from './scale-bar.jsx';
import type { Frame, SlideView } from './view.js';

type Props = {
  readonly slideId: string;
  readonly label: string;
  /** µm per level-0 px; undefined: unknown. */
  readonly mpp: number | undefined;
  /** Filled once the slide is open. */
  readonly view: Signal<SlideView | undefined>;
  readonly frame: Signal<Frame | undefined>;
  readonly navigator?: boolean | undefined;
  /** What lies over the slide. */
  readonly children?: ComponentChildren;
};

/** A slide, deep-zoomable, with its scale bar. The drawing library comes only when a slide is looked at. */
export function SlideViewer({ slideId, label, mpp, view, frame, navigator = false, children }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const overview = useRef<HTMLDivElement>(null);
  const failed = useSignal(false);
  const back = returns.value;
  useEffect(() => {
    let closed = false;
    const open = async () => {
      const { openViewer } = await loadViewer();
      if (closed || !host.current) return;
      const options = { host: host.current, navigator: overview.current ?? undefined };
      const opened = await openViewer({ ...options, source: deepZoomOf(slideId) });
      if (closed) return opened.close();
      view.value = opened;
      frame.value = opened.frame();
      opened.onFrame((now) => {
        frame.value = now;
      });
      opened.onLoss(suspect);
    };
    failed.value = false;
    open().catch(() => {
      failed.value = true;
    });
    return () => {
      closed = true;
      view.peek()?.close();
      view.value = undefined;
      frame.value = undefined;
    };
  }, [slideId, view, frame, failed]);
  // What did not come while the server was away is asked for again.
  useEffect(() => {
    if (back > 0) view.peek()?.reload();
  }, [back, view]);
  return (
    <section class="viewer" aria-label={label}>
      {!view.value && !failed.value && <img class="viewer-first" src={thumbnailOf(slideId, 512)} alt="" />}
      <div class="viewer-picture" ref={host} />
      {failed.value && <p class="viewer-failed">{words.value.slide.unreadable}</p>}
      {children}
      {frame.value && <ScaleBar mpp={mpp} zoom={frame.value.zoom} />}
      {navigator && (
        <div class="overview" aria-hidden="true">
          <div ref={overview} />
        </div>
      )}
    </section>
  );
}
