/** Decoded frames kept by use: neighbouring tiles share frames, and a frame costs milliseconds to decode. */
export type FrameCache = {
  /** The frame under this key, decoded by `decode` when it is not held. Calls that overlap share one decoding. */
  take(key: string, decode: () => Promise<Uint8Array>): Promise<Uint8Array>;
  clear(): void;
};

type Entry = { readonly pixels: Promise<Uint8Array>; bytes: number };

/** Keeps the frames used last, up to `capacityBytes` of pixels. */
export function createFrameCache(capacityBytes: number): FrameCache {
  // A Map keeps its order of insertion: the first key is the one not used for longest.
  const held = new Map<string, Entry>();
  let heldBytes = 0;

  const weigh = (key: string, entry: Entry, bytes: number) => {
    if (held.get(key) !== entry) return;
    entry.bytes = bytes;
    heldBytes += bytes;
    for (const [oldest, { bytes: freed }] of held) {
      if (heldBytes <= capacityBytes) break;
      if (oldest === key) continue;
      held.delete(oldest);
      heldBytes -= freed;
    }
  };
  const forget = (key: string, entry: Entry) => {
    if (held.get(key) === entry) held.delete(key);
  };

  return {
    take(key, decode) {
      const known = held.get(key);
      const entry = known ?? { pixels: decode(), bytes: 0 };
      held.delete(key);
      held.set(key, entry);
      // A failed frame is tried again when it is asked for again; its caller gets the error.
      if (!known) {
        entry.pixels.then(
          ({ length }) => weigh(key, entry, length),
          () => forget(key, entry),
        );
      }
      return entry.pixels;
    },
    clear() {
      held.clear();
      heldBytes = 0;
    },
  };
}
