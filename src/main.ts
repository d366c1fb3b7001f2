#!/usr/bin/env node
import { listen } from './api/listen.js';
import { type House, measureTilesWithoutArchive, openHouse, readVersion } from './app.js';
import { readAnnouncement } from './catalog/data-lock.js';
import type { Connection } from './cli/connection.js';
import { type CliParts, runCli } from './cli/run.js';
import { type Config, readConfig, SETTINGS } from './config.js';

type Flags = Readonly<Record<string, string | undefined>>;

const log = (line: string) => process.stderr.write(`${line}\n`);
/** A house in this process has no port; requests still need a name for it. */
const INSIDE = 'http://127.0.0.1';

/** The running server of the data directory, or a house opened for this command alone. */
async function connect({ model: _, ...flags }: Flags): Promise<Connection> {
  // A command's --model says what is asked for, not what a new archive begins with.
  const config = readConfig(flags);
  return (await connectToServer(config)) ?? inside(await openHouse(config, log));
}

async function connectToServer({ dataDir }: Config): Promise<Connection | undefined> {
  const found = readAnnouncement(dataDir);
  if (!found?.url) return undefined;
  const alive = await fetch(`${found.url}/api/v1/health`).then(
    (response) => response.ok,
    () => false,
  );
  return alive ? { fetch, url: found.url, token: found.token, close: async () => {} } : undefined;
}

function inside(house: House): Connection {
  const call = async (input: string | URL | Request, init?: RequestInit) =>
    house.fetch(new Request(input, init));
  return { fetch: call as typeof fetch, url: INSIDE, token: house.token, close: () => house.close() };
}

async function serve(flags: Flags, say: (line: string) => void): Promise<number> {
  const config = readConfig(flags);
  // Listened to from the start: a signal that comes while the house opens closes it as well as a later one.
  const toldToEnd = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const house = await openHouse(config, log);
  const server = await listen(house.fetch, config).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  house.announce(server.url);
  house.resume();
  say(`Tessera is open at ${server.url} (archive: ${config.dataDir}). Ctrl-C ends it.`);
  await toldToEnd;
  server.close();
  await house.close();
  return 0;
}

const settings = Object.values(SETTINGS).map(({ variable, about }) => `${variable}\n  ${about}`);
const measureTiles: CliParts['measureTiles'] = (question, flags) =>
  measureTilesWithoutArchive(readConfig(flags), question, log);
process.exitCode = await runCli(process.argv.slice(2), {
  connect,
  serve,
  measureTiles,
  settings,
  version: readVersion(),
});
