import { fork } from 'node:child_process';
import { once as event } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Pixels of a plain picture, as tile workers get it for their first argument. */
const MAX_PICTURE_PIXELS = '200000000';

/**
 * A child process of this folder that says when it is ready, and then answers one message with one. Its code is
 * warm from the second question on.
 * @param {string} name
 * @param {string[]} [args]
 */
export async function startChild(name, args = []) {
  const entry = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  const child = fork(entry, [MAX_PICTURE_PIXELS, ...args], { serialization: 'advanced' });
  await event(child, 'message');
  return {
    pid: child.pid,
    async ask(message) {
      child.send(message);
      return (await event(child, 'message'))[0];
    },
    stop: () => child.disconnect(),
  };
}
