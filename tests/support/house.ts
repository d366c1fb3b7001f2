import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** Tessera as others meet it: the built command line and its server, on data directories of their own. */

const ROOT = resolve(import.meta.dirname, '../..');
export const MAIN = join(ROOT, 'dist/main.js');
const STARTED_WITHIN_MS = 30_000;
const DONE_WITHIN_MS = 120_000;

export type Environment = Readonly<Record<string, string>>;
export type Outcome = {
  /** Exit code; null when a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A folder for one test file, gone afterwards, and with it the processes that a failed test left behind. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-e2e-'));
  afterAll(() => {
    for (const child of started) killGroup(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

/** Settings of the machine that runs the tests are not theirs; whole process groups can be ended. */
export function start(
  args: readonly string[],
  environment: Environment = {},
  cwd: string | undefined = undefined,
): ChildProcess {
  if (!existsSync(MAIN)) throw new Error('dist/ is not built: node scripts/setup.mjs');
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TESSERA_|NODE_OPTIONS|VITEST)/.test(name),
  );
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), TESSERA_WORKERS: '2', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  started.add(child);
  return child;
}

const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) killGroup(child);
});

/** Ends a process and everything it started, as a power cut would. */
export function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Resolves when the process has ended and said all it had to say; kills it when it takes too long. */
export function ended(child: ChildProcess, withinMs = DONE_WITHIN_MS): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => killGroup(child), withinMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      started.delete(child);
      resolve({ code, signal, stdout, stderr });
    });
  });
}

type CliOptions = {
  readonly data: string;
  readonly env?: Environment;
  /** Where the person stands. */
  readonly cwd?: string;
};

/** One command, run to its end. */
export function cli(args: readonly string[], options: CliOptions): Promise<Outcome> {
  return ended(start([...args, '--data', options.data], options.env, options.cwd));
}

/** The JSON that a command prints. Throws what it said when it failed. */
export async function ask<T>(args: readonly string[], options: CliOptions): Promise<T> {
  const outcome = await cli([...args, '--json'], options);
  if (outcome.code !== 0) {
    throw new Error(
      `tessera ${args.join(' ')} ended with ${outcome.code}: ${outcome.stdout}${outcome.stderr}`,
    );
  }
  return JSON.parse(outcome.stdout) as T;
}

export type Server = {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written to stderr so far. */
  log(): string;
  /** Tells it to end, as an operating system does, and waits. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
};

/** Starts the server on a free port and learns its address. */
export async function serve(data: string, env: Environment = {}): Promise<Server> {
  const child = start(['serve', '--port', '0', '--data', data], env);
  let log = '';
  const over = ended(child, 10 * 60_000);
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no server: ${log}`)), STARTED_WITHIN_MS);
    child.stderr?.on('data', (text: string) => {
      log += text;
      const address = /open at (http:\/\/\S+)/.exec(log)?.[1];
      if (address) resolve(address);
    });
    void over.then(({ code, stderr }) => reject(new Error(`the server ended with ${code}: ${stderr}`)));
    void over.finally(() => clearTimeout(timer));
  });
  return {
    url,
    child,
    log: () => log,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return over;
    },
  };
}

/** Processes of a group that still live; what a process leaves behind when it ends. Linux only. */
export function livingInGroup(pgid: number): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // pid (name) state ppid pgrp …: the name may hold blanks and brackets.
      const [state, , group] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      return Number(group) === pgid && state !== 'Z' ? [Number(name)] : [];
    } catch {
      return []; // It ended while we looked.
    }
  });
}

/** Waits until something holds; generous, for a machine that others use as well. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
