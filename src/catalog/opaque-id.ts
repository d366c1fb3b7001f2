import { randomBytes } from 'node:crypto';

/** Crockford's letters: no i, l, o, u, so that an id read aloud or off a screen stays the same. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** A random 96-bit id that tells nothing: `s_` slide, `c_` case. */
export function opaqueId(prefix: string): string {
  let bits = BigInt(`0x${randomBytes(12).toString('hex')}`);
  let text = '';
  for (let index = 0; index < 20; index++) {
    text = LETTERS[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return prefix + text;
}
