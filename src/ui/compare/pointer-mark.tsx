import { type Matrix, toScreen } from '../viewer/view.js';
import { type Pane, pointer } from './compare-store.js';
import { carry } from './together.js';

type Props = { readonly pane: Pane; readonly panes: readonly Pane[]; readonly matrix: Matrix };

/** One pointer drawn in all viewers: the same place, as far from each slide's own region. */
export function PointerMark({ pane, panes, matrix }: Props) {
  const now = pointer.value;
  const from = panes.find(({ id }) => id === now?.pane);
  if (!now || !from || from.id === pane.id) return null;
  const { x, y } = toScreen(matrix, carry(now.at, from.anchor, pane.anchor));
  return (
    <g class="pointer">
      <path class="halo" d={`M${x - 9} ${y}H${x + 9}M${x} ${y - 9}V${y + 9}`} />
      <path class="line" d={`M${x - 9} ${y}H${x + 9}M${x} ${y - 9}V${y + 9}`} />
    </g>
  );
}
