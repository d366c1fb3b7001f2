import type { Command } from '../command.js';

export const serveCommand: Command = {
  name: 'serve',
  about: 'starts the server on this machine (127.0.0.1) until it is told to stop',
  usage: '  tessera serve [--port N]\n\n  --port N   TCP port; 0 takes any free one',
  options: { port: { type: 'string' } },
  // main.ts starts the server itself: it owns the process until the end.
  run: async () => 1,
};
