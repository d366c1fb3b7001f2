import { signal } from '@preact/signals';

/** Whether the server answers; while it does not, the page looks for it until it is back. */
export const lost = signal(false);
/** Counts how often a lost server came back: what failed meanwhile asks again. */
export const returns = signal(0);

const LOOK_EVERY_MS = 2000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function noteAnswered(): void {
  clearTimeout(timer);
  timer = undefined;
  if (!lost.value) return;
  lost.value = false;
  returns.value++;
}

export function noteLost(): void {
  lost.value = true;
  timer ??= setTimeout(look, LOOK_EVERY_MS);
}

/** Something failed that may have other reasons (a tile, a stream): looks before it says that the server is lost. */
export function suspect(): void {
  if (!lost.value) timer ??= setTimeout(look, 0);
}

async function look(): Promise<void> {
  timer = undefined;
  const alive = await fetch('/api/v1/health').then(
    (response) => response.ok,
    () => false,
  );
  if (alive) noteAnswered();
  else noteLost();
}
