import type { Size } from '../../domain/geometry.js';
import type { Instance } from './instance.js';

/** What a decoder must know beside the bytes. */
export type FrameLook = Pick<Instance, 'photometric' | 'planar'> & { readonly size: Size };

/** Throws when a packed frame claims another size than the header: such bytes could ask for any memory. */
export function expectSize(claimed: Size, expected: Size): void {
  if (claimed.width === expected.width && claimed.height === expected.height) return;
  throw new Error(
    `a frame of ${claimed.width} × ${claimed.height} where the header says ${expected.width} × ${expected.height}`,
  );
}
