import { computed, signal } from '@preact/signals';
import { type Place, placeOf } from './places.js';

/** The address is the state: reload, back and a colleague's browser show the same. */
export const address = signal(here());

const pathname = computed(() => address.value.pathname);
const search = computed(() => address.value.search);
/** The page; it stays the same object while only the query string changes. */
export const place = computed<Place>(() => placeOf(pathname.value));
export const query = computed(() => new URLSearchParams(search.value));

export function go(to: string): void {
  if (to === address.value.pathname + address.value.search) return;
  history.pushState(null, '', to);
  address.value = here();
  scrollTo(0, 0);
}

/** Changes the address without a new entry in the history: filters while they are typed, a viewer that moves. */
export function amend(to: string): void {
  history.replaceState(null, '', to);
  address.value = here();
}

/** Links inside Tessera change the page without loading it anew. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    address.value = here();
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.hash !== '' || /^\/(docs|api)(\/|$)/.test(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

function here() {
  return { pathname: location.pathname, search: location.search };
}
