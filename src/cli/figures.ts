import { table } from './table.js';

/** Figures of a report by name; null where nothing could be counted. */
type Figures = Readonly<Record<string, number | null>>;
type Intervals = Readonly<Record<string, readonly [number, number] | undefined>>;

/** Figures with interval and chance, a line each. */
export function figureTable(figures: Figures, ci95: Intervals, chance: Figures): string {
  const rows = Object.entries(figures).map(([name, value]) => [
    name,
    sayFigure(value),
    sayInterval(ci95[name]),
    chance[name]?.toFixed(3) ?? '',
  ]);
  return table(['figure', 'value', '95 % interval', 'chance'], rows);
}

export function sayFigure(value: number | null): string {
  return value?.toFixed(3) ?? '–';
}

export function sayInterval(interval: readonly [number, number] | undefined): string {
  return interval ? `${interval[0].toFixed(3)}–${interval[1].toFixed(3)}` : '';
}
