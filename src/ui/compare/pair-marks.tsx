import type { Box, Point } from '../server/types.js';
import { Shape } from '../slide/shapes.jsx';
import { type Matrix, toScreen } from '../viewer/view.js';
import { pairOver } from './compare-store.js';
import type { NumberedPair } from './numbered-pairs.js';
import { spread } from './spread.js';

type Props = {
  readonly pairs: readonly NumberedPair[];
  readonly side: 'query' | 'region';
  readonly matrix: Matrix;
};

const RADIUS_PX = 10;
/** Two discs with their rims, and a hair between them. */
const APART_PX = 23;

/** Linked numbers: the same number marks a query tile and the tile it matched. */
export function PairMarks({ pairs, side, matrix }: Props) {
  const over = pairOver.value;
  const tiles = pairs.map((pair) => toScreen(matrix, middleOf(pair[side])));
  const places = spread(tiles, APART_PX);
  return (
    <g class="pairs">
      {pairs.map((pair, i) => {
        const { number } = pair;
        return (
          <g
            key={pair.queryTile}
            class={over === number ? 'pair over' : 'pair'}
            onPointerEnter={() => {
              pairOver.value = number;
            }}
            onPointerLeave={() => {
              pairOver.value = undefined;
            }}
          >
            {over === number && (
              <Shape shape={{ kind: 'box', box: pair[side] }} matrix={matrix} dashed={side === 'region'} />
            )}
            <Mark number={number} tile={tiles[i]!} at={places[i]!} />
          </g>
        );
      })}
    </g>
  );
}

/** A number beside its tile when others stand there as well: a line leads back to it. */
function Mark({ number, tile, at }: { readonly number: number; readonly tile: Point; readonly at: Point }) {
  const isMoved = Math.hypot(at.x - tile.x, at.y - tile.y) > RADIUS_PX;
  const lead = `M${tile.x} ${tile.y}L${at.x} ${at.y}`;
  return (
    <>
      {isMoved && <path class="lead-halo" d={lead} />}
      {isMoved && <path class="lead" d={lead} />}
      <circle cx={at.x} cy={at.y} r={RADIUS_PX} />
      <text x={at.x} y={at.y + 4}>
        {number}
      </text>
    </>
  );
}

function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
