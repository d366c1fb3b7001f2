import { serve } from '@hono/node-server';
import { TesseraError } from '../domain/errors.js';

export type Listening = {
  readonly url: string;
  /** Takes no more requests and lets go of open ones: streams and idle connections would keep the process alive. */
  close(): void;
};

/** Serves on a port; 0 takes any free one. Errors: `unavailable` when the address cannot be had. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = serve({ fetch, hostname: host, port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause: NodeJS.ErrnoException) => reject(noAddress(host, port, cause)));
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close() {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    },
  };
}

function noAddress(host: string, port: number, cause: NodeJS.ErrnoException): TesseraError {
  const why = cause.code === 'EADDRINUSE' ? 'another program listens there' : cause.message;
  return new TesseraError('unavailable', `The server cannot listen on ${host}:${port}: ${why}.`, {
    hint: 'Give another port with --port (0 takes any free one), or another address with TESSERA_HOST.',
    details: { code: cause.code },
    cause,
  });
}
