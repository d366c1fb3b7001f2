/** Knows whether a search is under way, so that background work can stand back. */
export class Quiet {
  readonly #patienceMs: number;
  #busy = 0;
  #waiting: (() => void)[] = [];

  /** `patienceMs`: under constant load background work gets a turn after this time. */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      if (this.#busy === 0) for (const go of this.#waiting.splice(0)) go();
    }
  }

  /** Lets waiting messages through; resolves when nothing is under way, or when patience is over. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.#busy === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#patienceMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
