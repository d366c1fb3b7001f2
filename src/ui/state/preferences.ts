import { effect, signal } from '@preact/signals';

export type Language = 'en' | 'zh';
export type Theme = 'dark' | 'light';

/** Choices of the person at this browser: nothing about a patient is ever kept here. */
export const language = signal<Language>(kept('language', ['en', 'zh']) ?? spoken());
export const theme = signal<Theme>(kept('theme', ['dark', 'light']) ?? 'dark');

export function applyPreferences(): void {
  effect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    keep('language', language.value);
  });
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    keep('theme', theme.value);
  });
}

function spoken(): Language {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Storage may be forbidden; then choices live as long as the page. */
export function kept<T extends string>(name: string, known: readonly T[]): T | undefined {
  try {
    return known.find((value) => value === localStorage.getItem(`tessera.${name}`));
  } catch {
    return undefined;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`tessera.${name}`, value);
  } catch {
    // Not kept: the choice holds until the page is closed.
  }
}
