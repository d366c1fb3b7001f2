import { TesseraError } from '../domain/errors.js';

/** What the queue is told must not be lost: it is said again until the disk takes it. */
export interface PatientWrites {
  /** Errors: those of `work` that waiting does not mend; any after `close`. */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** Why nothing can be written now. */
  trouble(): TesseraError | undefined;
  /** Nobody waits any more: what was being said is given up. */
  close(): void;
}

export function createPatientWrites(options: {
  readonly retryAfterMs: number;
  /** Hears of a trouble once. */
  readonly onTrouble: (error: TesseraError) => void;
}): PatientWrites {
  let trouble: TesseraError | undefined;
  let end = () => {};
  const closed = new Promise<'closed'>((resolve) => {
    end = () => resolve('closed');
  });

  async function pause(): Promise<'closed' | 'over'> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<'over'>((resolve) => {
      timer = setTimeout(() => resolve('over'), options.retryAfterMs);
    });
    return Promise.race([closed, over]).finally(() => clearTimeout(timer));
  }

  return {
    async write(work) {
      for (;;) {
        try {
          const written = await work();
          trouble = undefined;
          return written;
        } catch (error) {
          // A full disk is mended by whoever owns it; anything else stays as it is.
          if (!(error instanceof TesseraError) || error.tag !== 'unavailable') throw error;
          if (!trouble) options.onTrouble(error);
          trouble = error;
          if ((await pause()) === 'closed') throw error;
        }
      }
    },
    trouble: () => trouble,
    close: () => end(),
  };
}
