/** The page that an address names. */
export type Place =
  | { readonly page: 'archive' }
  | { readonly page: 'slide' | 'case' | 'search' | 'collection'; readonly id: string }
  | { readonly page: 'searches' | 'compare' | 'collections' | 'system' | 'unknown' };

export function placeOf(pathname: string): Place {
  const [first, second, third] = pathname.split('/').filter(Boolean);
  if (third !== undefined) return { page: 'unknown' };
  if (first === undefined) return { page: 'archive' };
  const whole = WHOLE[first];
  if (second === undefined) return whole ? { page: whole } : { page: 'unknown' };
  const single = SINGLE[first];
  return single ? { page: single, id: decodeURIComponent(second) } : { page: 'unknown' };
}

const WHOLE: Readonly<Record<string, 'searches' | 'compare' | 'collections' | 'system'>> = {
  searches: 'searches',
  compare: 'compare',
  collections: 'collections',
  system: 'system',
};
const SINGLE: Readonly<Record<string, 'slide' | 'case' | 'search' | 'collection'>> = {
  slides: 'slide',
  cases: 'case',
  searches: 'search',
  collections: 'collection',
};
