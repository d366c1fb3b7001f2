import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../state/use-keys.js';

type Props<T> = {
  /** How many there are, whether they are here yet or not. */
  readonly count: number;
  /** Undefined: not here yet. */
  readonly itemAt: (index: number) => T | undefined;
  /** Names the list for those who hear it. */
  readonly label: string;
  /** Smallest width of an item, px; undefined: one item a row. */
  readonly minWidth?: number | undefined;
  /** Height of a row with its gap, px. */
  readonly rowHeight: number;
  readonly gap?: number | undefined;
  readonly keyOf: (item: T) => string;
  readonly draw: (item: T, index: number) => ComponentChildren;
  /** Told which items are in sight, from one to before the other. */
  readonly onSight: (first: number, last: number) => void;
  /** Above the items, within the scrolled part. */
  readonly head?: ComponentChildren;
  /** The item that has the keyboard: it is brought into sight and takes the focus. */
  readonly current?: number | undefined;
  /** Told where the keyboard goes with Page Down, Page Up, Home and End. */
  readonly onCurrent: (index: number) => void;
  /** Where the list was left, px from its top: there it begins. Kept up to date. */
  readonly left: { top: number };
};

const SPARE_ROWS = 3;
/** A head stays above the rows and covers the first of them. */
const HEAD_PX = 32;

/** A list that draws only the rows in sight: ten thousand scroll like ten, and any place is reached at once. */
export function VirtualList<T>(props: Props<T>) {
  const { count, itemAt, label, minWidth, rowHeight, gap = 0, keyOf, draw, onSight, current = -1 } = props;
  const { box, view } = useSight(props.left);
  const columns = minWidth ? Math.max(1, Math.floor((view.width + gap) / (minWidth + gap))) : 1;
  const rows = Math.ceil(count / columns);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE_ROWS) * columns;
  const last = Math.min(rows, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS) * columns;
  useLayoutEffect(() => {
    if (view.width > 0) onSight(first, Math.min(last, count));
  }, [first, last, count, view.width > 0]);
  const isHere = itemAt(current) !== undefined;
  useLayoutEffect(() => {
    if (current >= 0) reveal(box.current!, current, Math.floor(current / columns) * rowHeight, rowHeight);
  }, [current, isHere]);
  usePageKeys(props, box, columns);
  const width = (view.width - gap * (columns - 1)) / columns;
  const placeOf = (at: number): JSX.CSSProperties => ({
    top: `${Math.floor(at / columns) * rowHeight}px`,
    left: `${(at % columns) * (width + gap)}px`,
    width: `${width}px`,
    height: `${rowHeight - gap}px`,
  });
  const shown = view.width === 0 ? 0 : Math.max(0, Math.min(last, count) - first);
  return (
    <div class="virtual" ref={box}>
      {props.head}
      {/* biome-ignore lint/a11y/noRedundantRoles: without bullets Safari no longer calls it a list. */}
      <ul role="list" aria-label={label} style={{ height: `${rows * rowHeight}px` }}>
        {Array.from({ length: shown }, (_, i) => {
          const at = first + i;
          const item = itemAt(at);
          return (
            <li
              key={item ? keyOf(item) : at}
              style={placeOf(at)}
              aria-setsize={count}
              aria-posinset={at + 1}
              aria-busy={item ? undefined : true}
            >
              {item ? draw(item, at) : <div class="skeleton" />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The scrolled box, and which part of it is in sight. */
function useSight(left: { top: number }) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: left.top, height: 900, width: 0 });
  useLayoutEffect(() => {
    const element = box.current!;
    element.scrollTop = left.top;
    const look = () => {
      left.top = element.scrollTop;
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
    };
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

/** The page has no scroll bar of its own, so these keys are the list's, wherever the focus is. */
function usePageKeys<T>(
  { count, rowHeight, current = -1, onCurrent }: Props<T>,
  box: { readonly current: HTMLDivElement | null },
  columns: number,
): void {
  const turn = (by: number) => () => {
    const element = box.current!;
    const rows = Math.max(1, Math.floor((element.clientHeight - headOf(element)) / rowHeight) - 1);
    element.scrollTop += by * rows * rowHeight;
    if (current >= 0) onCurrent(Math.min(count - 1, Math.max(0, current + by * rows * columns)));
  };
  const goTo = (index: number) => () => {
    const element = box.current!;
    element.scrollTop = index === 0 ? 0 : element.scrollHeight;
    if (current >= 0) onCurrent(index);
  };
  useKeys({ PageDown: turn(1), PageUp: turn(-1), Home: goTo(0), End: goTo(count - 1) });
}

function headOf(box: HTMLElement): number {
  return box.querySelector('.head') ? HEAD_PX : 0;
}

/** Brings a row into sight and gives the focus to its item, once it is drawn. */
function reveal(box: HTMLElement, index: number, top: number, height: number): void {
  const bottom = top + height + headOf(box) - box.clientHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop) box.scrollTop = bottom;
  requestAnimationFrame(() =>
    box.querySelector<HTMLElement>(`[aria-posinset="${index + 1}"] a`)?.focus({ preventScroll: true }),
  );
}
