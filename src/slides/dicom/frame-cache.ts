/** Decoded frames kept by use: neighbouring tiles share frames, and a frame costs milliseconds to decode. */
export type FrameCache = {
  /** The frame under this key, decoded by `decode` when it is not held. Calls that overlap share one decoding. */
  take(key: string, decode: () => Promise<Uint8Array>): Promise<Uint8Array>;
  clear(): void;
};

/** Keeps the frames used last, up to `capacityBytes` of pixels. */
export function createFrameCache(capacityBytes: number): FrameCache {
  // A Map keeps its order of insertion: the first key is the one not used for longest.
  const held = new Map<string, { pixels: Promise<Uint8Array>; bytes: number }>();
  let heldBytes = 0;

  const drop = (key: string) => {
    heldBytes -= held.get(key)?.bytes ?? 0;
    held.delete(key);
  };

  const add = (key: string, decode: () => Promise<Uint8Array>) => {
    const entry = { pixels: decode(), bytes: 0 };
    held.set(key, entry);
    entry.pixels.then(
      ({ length }) => {
        if (held.get(key) !== entry) return;
        entry.bytes = length;
        heldBytes += length;
        for (const oldest of held.keys()) {
          if (heldBytes <= capacityBytes) break;
          if (oldest !== key) drop(oldest);
        }
      },
      // The caller gets the error; a failed frame is tried again when it is asked for again.
      () => held.get(key) === entry && held.delete(key),
    );
    return entry.pixels;
  };

  return {
    take(key, decode) {
      const entry = held.get(key);
      if (!entry) return add(key, decode);
      held.delete(key);
      held.set(key, entry);
      return entry.pixels;
    },
    clear() {
      held.clear();
      heldBytes = 0;
    },
  };
}
