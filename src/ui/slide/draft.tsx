import type { Point } from '../server/types.js';
import { type Frame, toScreen, toSlide } from '../viewer/view.js';
import type { Tool } from './region.js';
import { Marker, RulerLine, type ScreenShape, Shape } from './shapes.jsx';

type Props = {
  readonly tool: Tool;
  readonly points: readonly Point[];
  /** Where the next corner of a polygon would be. */
  readonly hover: Point | undefined;
  readonly frame: Frame;
  readonly mpp: number | undefined;
};

/** The stroke that is being drawn. */
export function Draft({ tool, points, hover, frame, mpp }: Props) {
  const { matrix } = frame;
  const [first] = points;
  if (!first) return null;
  if (tool === 'ruler') return <RulerLine from={first} to={points.at(-1)!} matrix={matrix} mpp={mpp} />;
  if (tool === 'rectangle') {
    return <Shape shape={rectangleOf(first, points.at(-1)!, frame)} matrix={matrix} />;
  }
  const line = tool === 'polygon' && hover ? [...points, hover] : points;
  return (
    <>
      <Shape shape={{ kind: 'polygon', points: line }} matrix={matrix} open />
      {tool === 'polygon' && <Marker at={toScreen(matrix, first)} />}
    </>
  );
}

/** Straight on the screen, also when the slide is turned. */
function rectangleOf(a: Point, b: Point, { matrix }: Frame): ScreenShape {
  const [from, to] = [toScreen(matrix, a), toScreen(matrix, b)];
  const corners = [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
  return { kind: 'polygon', points: corners.map((corner) => toSlide(matrix, corner)) };
}
