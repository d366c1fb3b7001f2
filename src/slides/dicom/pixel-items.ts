import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { unreadable } from '../open-file.js';
import { damagedPixels } from './damage.js';

/** Tag and 32-bit length. */
export const ITEM_HEADER_BYTES = 8;
const ITEM = 0xfffee000;
const END_OF_SEQUENCE = 0xfffee0dd;
/** After so many items the process gets a turn for other work. */
const ITEMS_PER_TURN = 2048;

export type ItemHeader = { readonly kind: 'item'; readonly length: number } | { readonly kind: 'end' };

/** The item header at `at`; undefined when the bytes are none. */
export function readItemHeader(bytes: Buffer, at: number): ItemHeader | undefined {
  if (at + ITEM_HEADER_BYTES > bytes.length) return undefined;
  const tag = bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2);
  if (tag === END_OF_SEQUENCE) return { kind: 'end' };
  return tag === ITEM ? { kind: 'item', length: bytes.readUInt32LE(at + 4) } : undefined;
}

/**
 * Goes from item to item without reading their contents. `visit` gets where each starts and its first two bytes
 * as a big-endian number (−1 when it has fewer).
 *
 * Synchronous reads: this is one 10-byte read per frame, and a promise each would cost ten times the read.
 * @returns where the last item ends, in bytes from the start of the file.
 */
export async function walkItems(
  handle: FileHandle,
  first: number,
  fileBytes: number,
  visit: (start: number, lead: number) => void,
): Promise<number> {
  const bytes = Buffer.alloc(ITEM_HEADER_BYTES + 2);
  let position = first;
  for (let items = 0; position < fileBytes; items++) {
    if (items % ITEMS_PER_TURN === ITEMS_PER_TURN - 1) await setImmediate();
    const filled = readNow(handle, bytes, position);
    const header = readItemHeader(bytes.subarray(0, filled), 0);
    if (!header) throw damagedPixels('a frame does not start where the one before ends');
    if (header.kind === 'end') break;
    const next = position + ITEM_HEADER_BYTES + header.length;
    if (next > fileBytes) throw damagedPixels('it ends inside a frame');
    visit(position, header.length >= 2 ? bytes.readUInt16BE(ITEM_HEADER_BYTES) : -1);
    position = next;
  }
  return position;
}

function readNow(handle: FileHandle, into: Buffer, position: number): number {
  try {
    return readSync(handle.fd, into, 0, into.length, position);
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** The contents of the items in these bytes, joined: one frame may be made of several. */
export function joinItems(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const header = readItemHeader(bytes, at);
    if (header?.kind !== 'item') break;
    at += ITEM_HEADER_BYTES;
    parts.push(bytes.subarray(at, Math.min(at + header.length, bytes.length)));
    at += header.length;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
