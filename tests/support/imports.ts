import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, resolve } from 'node:path';

/** One import of one source file, as it is written. */
export type Import = {
  /** Importing file, relative to src/, with forward slashes. */
  readonly from: string;
  /** Imported file relative to src/, or the name of a package (`@scope/name` or `name`). */
  readonly to: string;
  /** What stands between the quotes. */
  readonly written: string;
  readonly kind: 'file' | 'package' | 'node';
  /** Erased when it is compiled. */
  readonly typeOnly: boolean;
};

const SOURCE = resolve(import.meta.dirname, '../../src');
const STATEMENT =
  /^(?:import|export)\b(?<clause>[\w\s{},*$]*?)(?:\bfrom\s*|(?<=^import\s+))['"](?<written>[^'"]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\(\s*['"](?<written>[^'"]+)['"]\s*[,)]/g;

/** Every .ts and .tsx file under src/, relative to it. Tests and contract suites are not part of the house. */
export function sourceFiles(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !isTest(name))
    .sort();
}

export function readSource(name: string): string {
  return readFileSync(join(SOURCE, name), 'utf8');
}

/** What tests are made of: suites, the contracts that they call, and the pictures they look at. */
function isTest(name: string): boolean {
  return /\.test\.tsx?$|(^|\/)contract(\.ts$|\/)|\/made-/.test(name);
}

/** Static, re-exporting, dynamic and required imports of a file. */
export function importsOf(name: string, text = readSource(name)): Import[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(STATEMENT)].map(({ groups }) => ({
    written: groups!.written!,
    typeOnly: isTypeOnly(groups!.clause!),
  }));
  const dynamic = [...code.matchAll(DYNAMIC)].map(({ groups }) => ({
    written: groups!.written!,
    typeOnly: false,
  }));
  return [...statements, ...dynamic].map(({ written, typeOnly }) => ({
    from: name,
    written,
    typeOnly,
    ...target(name, written),
  }));
}

/** `import type {…}`, or braces in which every name says `type`. */
function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names = /^\s*\{(?<names>[^}]*)\}\s*$/.exec(clause)?.groups?.names;
  const listed = names?.split(',').map((part) => part.trim());
  return listed?.filter(Boolean).every((part) => part.startsWith('type ')) ?? false;
}

function target(from: string, written: string): Pick<Import, 'to' | 'kind'> {
  if (written.startsWith('node:')) return { to: written, kind: 'node' };
  if (!written.startsWith('.')) {
    const parts = written.split('/');
    return { to: parts.slice(0, written.startsWith('@') ? 2 : 1).join('/'), kind: 'package' };
  }
  const path = posix.join(posix.dirname(from), written).replace(/\.js(x?)$/, '.ts$1');
  return { to: relative(SOURCE, resolve(SOURCE, path)).replaceAll('\\', '/'), kind: 'file' };
}

/** Block comments, and lines that are comments: an example in one is no import. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** One cycle per knot of files that import each other in a circle; an empty list when there is none. */
export function findCycles(edges: readonly { readonly from: string; readonly to: string }[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'closed'>();
  const way: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'closed') return;
    if (state.get(file) === 'open') {
      cycles.push([...way.slice(way.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    way.push(file);
    for (const other of next.get(file) ?? []) visit(other);
    way.pop();
    state.set(file, 'closed');
  };
  for (const file of next.keys()) visit(file);
  return cycles;
}
