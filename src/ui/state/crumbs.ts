import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export type Crumb = { readonly label: string; readonly href?: string | undefined };

/** Where one is, for the bar. Never an identifier of a patient or a case. */
export const crumbs = signal<readonly Crumb[]>([]);

export function useCrumbs(...path: readonly Crumb[]): void {
  const key = path.map(({ label, href }) => `${label} ${href}`).join('/');
  useEffect(() => {
    crumbs.value = path;
  }, [key]);
}
