import { computed } from '@preact/signals';
import { address, amend, query } from '../state/address.js';

/** How an answer is looked at; it stands in the address beside the answer's id. */
export const grouped = computed(() => query.value.get('by') === 'diagnosis');
/** Nearest cases are shown although the archive has nothing similar. */
export const shownAnyway = computed(() => query.value.has('nearest'));
/** Letters of the two diagnoses that are held against each other; undefined: none are. */
export const contrasted = computed(() => {
  const [a, b] = (query.value.get('contrast') ?? '').split(',');
  return a && b ? ([a, b] as const) : undefined;
});

export function look(name: 'by' | 'nearest' | 'contrast', value: string | undefined): void {
  const next = new URLSearchParams(query.value);
  if (value === undefined) next.delete(name);
  else next.set(name, value);
  const text = next.toString().replaceAll('%2C', ',');
  amend(address.value.pathname + (text === '' ? '' : `?${text}`));
}
