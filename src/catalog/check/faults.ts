/** What the catalog finds wrong with itself. */
export type CatalogFaults = {
  /** What SQLite finds wrong in the file: nothing else was looked at then, and only a backup mends it. */
  readonly damage: readonly string[];
  /** Cases whose filters or words do not say what the case says. */
  readonly cases: readonly number[];
  /** Slides whose folded names do not say what their names say. */
  readonly slides: readonly number[];
  readonly tiles: readonly TileFault[];
};

/** Of a slide in a space: `vectors` that must be computed again, or a `ledger` that can be counted again. */
export type TileFault = {
  readonly kind: 'vectors' | 'ledger';
  readonly slideKey: number;
  readonly slideId: string;
  readonly name: string;
  readonly spaceId: string;
  readonly problem: string;
};
