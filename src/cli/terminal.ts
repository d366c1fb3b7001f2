import type { Terminal } from './command.js';

/** Writes answers to stdout, everything else to stderr. Progress replaces its line, and only where someone watches. */
export function createTerminal(json: boolean): Terminal {
  const { stdout, stderr } = process;
  let open = false;
  const clear = () => {
    if (open) stderr.write('\r\x1b[K');
    open = false;
  };
  return {
    print(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    progress(line) {
      if (!stderr.isTTY || json) return;
      stderr.write(`\r\x1b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
      open = true;
    },
    note(line) {
      clear();
      stderr.write(`${line}\n`);
    },
  };
}
