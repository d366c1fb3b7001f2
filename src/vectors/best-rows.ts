import type { SlideRows } from './rows.js';

/** A row that may be among the nearest. */
export type Candidate = {
  readonly slide: SlideRows;
  readonly row: number;
  readonly tileId: number;
  readonly similarity: number;
};

/**
 * The best `limit` rows offered so far, as a heap with the worst on top. Better is more similar, then the
 * lower tile id.
 */
export class BestRows {
  /** What a row must reach to be worth offering. */
  floor = Number.NEGATIVE_INFINITY;
  readonly #limit: number;
  readonly #heap: Candidate[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(candidate: Candidate): void {
    if (this.#heap.length < this.#limit) {
      this.#heap.push(candidate);
      this.#rise(this.#heap.length - 1);
    } else if (isBetter(candidate, this.#heap[0]!)) {
      this.#heap[0] = candidate;
      this.#sink();
    }
    if (this.#heap.length === this.#limit) this.floor = this.#heap[0]!.similarity;
  }

  /** In no order. */
  candidates(): readonly Candidate[] {
    return this.#heap;
  }

  #rise(at: number): void {
    const heap = this.#heap;
    for (let child = at; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!isBetter(heap[parent]!, heap[child]!)) return;
      this.#swap(parent, child);
      child = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && isBetter(heap[left]!, heap[right]!) ? right : left;
      if (!isBetter(heap[parent]!, heap[child]!)) return;
      this.#swap(parent, child);
      parent = child;
    }
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a]!;
    this.#heap[a] = this.#heap[b]!;
    this.#heap[b] = kept;
  }
}

export function isBetter(a: Candidate, b: Candidate): boolean {
  return a.similarity > b.similarity || (a.similarity === b.similarity && a.tileId < b.tileId);
}
