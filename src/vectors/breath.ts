/**
 * Long work of the index thread in slices: `due()` says that the slice is over, `take()` lets waiting messages
 * (searches) through before the next one.
 */
export class Breath {
  readonly #sliceMs: number;
  #since = performance.now();

  constructor(sliceMs: number) {
    this.#sliceMs = sliceMs;
  }

  due(): boolean {
    return performance.now() - this.#since >= this.#sliceMs;
  }

  async take(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
