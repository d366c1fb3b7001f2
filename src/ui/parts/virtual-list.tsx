import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

type Props<T> = {
  readonly items: readonly T[];
  /** Names the list for those who hear it. */
  readonly label: string;
  /** Smallest width of an item, px; undefined: one item a row. */
  readonly minWidth?: number | undefined;
  /** Height of a row with its gap, px. */
  readonly rowHeight: number;
  readonly gap?: number | undefined;
  readonly keyOf: (item: T) => string;
  readonly draw: (item: T, index: number) => ComponentChildren;
  /** Called when the end comes near. */
  readonly onEnd: () => void;
  /** Above the items, within the scrolled part. */
  readonly head?: ComponentChildren;
  /** The item that has the keyboard: it is brought into sight and takes the focus. */
  readonly current?: number | undefined;
};

const SPARE_ROWS = 3;
/** A head stays above the rows and covers the first of them. */
const HEAD_PX = 32;

/** A list that draws only the rows in sight: ten thousand scroll like ten. */
export function VirtualList<T>(props: Props<T>) {
  const { items, label, minWidth, rowHeight, gap = 0, keyOf, draw, onEnd, head, current = -1 } = props;
  const { box, view } = useSight();
  const columns = minWidth ? Math.max(1, Math.floor((view.width + gap) / (minWidth + gap))) : 1;
  const rows = Math.ceil(items.length / columns);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE_ROWS);
  const last = Math.min(rows, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS);
  useLayoutEffect(() => {
    if (last >= rows - SPARE_ROWS) onEnd();
  }, [last, rows, onEnd]);
  useLayoutEffect(() => {
    if (current >= 0) reveal(box.current!, current, Math.floor(current / columns) * rowHeight, rowHeight);
  }, [current]);
  const width = (view.width - gap * (columns - 1)) / columns;
  const shown = view.width === 0 ? [] : items.slice(first * columns, last * columns);
  return (
    <div class="virtual" ref={box}>
      {head}
      {/* biome-ignore lint/a11y/noRedundantRoles: without bullets Safari no longer calls it a list. */}
      <ul role="list" aria-label={label} style={{ height: `${rows * rowHeight}px` }}>
        {shown.map((item, i) => {
          const at = first * columns + i;
          const place: JSX.CSSProperties = {
            top: `${Math.floor(at / columns) * rowHeight}px`,
            left: `${(at % columns) * (width + gap)}px`,
            width: `${width}px`,
            height: `${rowHeight - gap}px`,
          };
          return (
            <li key={keyOf(item)} style={place} aria-setsize={items.length} aria-posinset={at + 1}>
              {draw(item, at)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The scrolled box, and which part of it is in sight. */
function useSight() {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 900, width: 0 });
  useLayoutEffect(() => {
    const element = box.current!;
    const look = () =>
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
    const watcher = new ResizeObserver(look);
    watcher.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      watcher.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return { box, view };
}

/** Brings a row into sight and gives the focus to its item, once it is drawn. */
function reveal(box: HTMLElement, index: number, top: number, height: number): void {
  const head = box.querySelector('.head') ? HEAD_PX : 0;
  const bottom = top + height + head - box.clientHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop) box.scrollTop = bottom;
  requestAnimationFrame(() =>
    box.querySelector<HTMLElement>(`[aria-posinset="${index + 1}"] a`)?.focus({ preventScroll: true }),
  );
}
