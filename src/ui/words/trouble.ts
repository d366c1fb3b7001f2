import { words } from './words.js';

/** Why a slide did not come in, in the page's language where it has words for it; else as the server says it. */
export function troubleOf({ tag, message }: { readonly tag: string; readonly message: string }): string {
  return words.value.troubles[tag] ?? message;
}
