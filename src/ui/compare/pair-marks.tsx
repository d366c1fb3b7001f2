import type { Box } from '../server/types.js';
import { Shape } from '../slide/shapes.jsx';
import { type Matrix, toScreen } from '../viewer/view.js';
import { pairOver } from './compare-store.js';

type Pair = { readonly queryTile: number; readonly query: Box; readonly region: Box };
type Props = {
  readonly pairs: readonly Pair[];
  readonly side: 'query' | 'region';
  readonly matrix: Matrix;
};

/** Linked numbers: the same number marks a query tile and the tile it matched. */
export function PairMarks({ pairs, side, matrix }: Props) {
  const over = pairOver.value;
  return (
    <g class="pairs">
      {pairs.map((pair, i) => {
        const box = pair[side];
        const at = toScreen(matrix, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
        const number = i + 1;
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
              <Shape shape={{ kind: 'box', box }} matrix={matrix} dashed={side === 'region'} />
            )}
            <circle cx={at.x} cy={at.y} r={10} />
            <text x={at.x} y={at.y + 4}>
              {number}
            </text>
          </g>
        );
      })}
    </g>
  );
}
