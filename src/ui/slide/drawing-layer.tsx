import type { Frame, SlideView } from '../viewer/view.js';
import { words } from '../words/words.js';
import { Draft } from './draft.jsx';
import { regions, ruler, tool } from './region.js';
import { Crosshair, RulerLine, type ScreenShape, Shape } from './shapes.jsx';
import { useCrosshair } from './use-crosshair.js';
import { useDrawing } from './use-drawing.js';
import { usePointers } from './use-pointers.js';

type Props = {
  readonly slideId: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly mpp: number | undefined;
  readonly view: SlideView;
  readonly frame: Frame;
  readonly highlight?: ScreenShape | undefined;
};

/**
 * What is drawn on the slide, and drawing itself. While a tool is chosen it takes every pointer, so that no quick
 * stroke becomes a movement of the slide; wheel and two fingers still zoom.
 */
export function DrawingLayer({ slideId, size, mpp, view, frame, highlight }: Props) {
  const { draft, hover, strokes } = useDrawing(slideId, size, view);
  const cross = useCrosshair(strokes, frame);
  const pointers = usePointers(view, strokes);
  const active = tool.value;
  const region = regions.value.get(slideId);
  const line = ruler.value;
  return (
    <svg
      class={`drawing ${active === 'pan' ? '' : 'active'}`}
      role="img"
      aria-label={words.value.slide.drawing}
      {...pointers}
      onContextMenu={(event) => event.preventDefault()}
      onWheel={(event) => {
        event.preventDefault();
        const { left, top } = event.currentTarget.getBoundingClientRect();
        view.zoomBy(event.deltaY < 0 ? 1.25 : 0.8, { x: event.clientX - left, y: event.clientY - top });
      }}
    >
      {highlight && <Shape shape={highlight} matrix={frame.matrix} dashed />}
      {region && <Shape shape={region} matrix={frame.matrix} />}
      {line && draft.value.length === 0 && <RulerLine {...line} matrix={frame.matrix} mpp={mpp} />}
      <Draft tool={active} points={draft.value} hover={hover.value} frame={frame} mpp={mpp} />
      {cross && <Crosshair at={cross} />}
    </svg>
  );
}
