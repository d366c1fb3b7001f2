import { describe, expect, it } from 'vitest';
import { faultOf, floorOf, roomOf } from './support/floors.js';
import { findCycles, importsOf, readSource, sourceFiles, withoutComments } from './support/imports.js';

const MAX_LINES = 320;
const files = sourceFiles();
const imports = files.flatMap((file) => importsOf(file));

function faultOfLine(from: string, line: string): string | undefined {
  const [edge] = importsOf(from, line);
  if (!edge) throw new Error(`“${line}” was not recognised as an import`);
  return faultOf(edge);
}

describe('the house of architecture.md', () => {
  it('has files in every room, and all of them on a floor', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(
      expect.arrayContaining([
        ...['api', 'app.ts', 'archive', 'catalog', 'cli', 'config.ts', 'domain', 'evaluation', 'inference'],
        ...['jobs', 'main.ts', 'search', 'slides', 'vectors', 'workers'],
      ]),
    );
    expect(files.filter((file) => floorOf(file) === undefined)).toEqual([]);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it('imports go down only, parts and features know none of their neighbours, packages stay in their rooms', () => {
    const faults = imports.flatMap((edge) => {
      const fault = faultOf(edge);
      return fault === undefined ? [] : [`${edge.from} imports ${edge.written}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it('every line that imports was read', () => {
    for (const file of files) {
      const lines = withoutComments(readSource(file)).match(/^(import|export|\}).*\bfrom '.+';$/gm) ?? [];
      const read = imports.filter(({ from }) => from === file).map(({ written }) => written);
      expect(lines.filter((line) => !read.some((name) => line.endsWith(`'${name}';`)))).toEqual([]);
    }
  });

  it('every import leads to a file', () => {
    const known = new Set(files);
    const lost = imports.filter(({ kind, to }) => kind === 'file' && !known.has(to));
    expect(lost.map(({ from, written }) => `${from} imports ${written}`)).toEqual([]);
  });

  it('no imports in a circle, those of types included', () => {
    const edges = imports.filter(({ kind }) => kind === 'file');
    expect(findCycles(edges).map((cycle) => cycle.join(' → '))).toEqual([]);
  });

  it('only main.ts and app.ts are handed the configuration; floors below get values', () => {
    const readers = imports.filter(({ to }) => to === 'config.ts').map(({ from }) => from);
    expect(readers.filter((file) => floorOf(file) !== 5)).toEqual([]);
    const environment = files.filter((file) => withoutComments(readSource(file)).includes('process.env'));
    expect(environment).toEqual(['config.ts']);
  });

  it('nothing but the terminal writes to the console', () => {
    const loud = files.filter(
      (file) => roomOf(file) !== 'cli' && /\bconsole\./.test(withoutComments(readSource(file))),
    );
    expect(loud).toEqual([]);
  });

  it(`no file has more than ${MAX_LINES} lines`, () => {
    const long = files.filter((file) => readSource(file).split('\n').length > MAX_LINES);
    expect(long).toEqual([]);
  });
});

/** A rule that nothing can break would hold nothing: each one is shown an import that it must refuse. */
describe('the rules themselves', () => {
  const refused: readonly (readonly [why: string, from: string, line: string])[] = [
    ['upward', 'domain/tiles.ts', "import { ask } from '../search/ask.js';"],
    ['upward', 'catalog/port.ts', "import type { Config } from '../config.js';"],
    ['upward', 'search/ask.ts', "export { api } from '../api/api.js';"],
    ['sideways', 'slides/open.ts', "import type { VectorIndex } from '../vectors/port.js';"],
    ['sideways', 'archive/ingest.ts', "import { ask } from '../search/ask.js';"],
    ['sideways', 'api/api.ts', "import { table } from '../cli/table.js';"],
    ['only types', 'cli/run.ts', "import { createApi } from '../api/api.js';"],
    ['only types', 'cli/run.ts', "const api = await import('../api/api.js');"],
    ['port', 'archive/ingest.ts', "import { createRunner } from '../jobs/runner.js';"],
    ['only in inference', 'slides/open.ts', "import { Tensor } from 'onnxruntime-node';"],
    ['only in slides', 'api/pictures.ts', "import sharp from 'sharp';"],
    ['only in api', 'cli/run.ts', "import { Hono } from 'hono';"],
    ['only in api', 'domain/errors.ts', "import { z } from 'zod';"],
    ['does not name', 'search/ask.ts', "import { map } from 'lodash';"],
    ['does not name', 'helpers/ask.ts', "import { ask } from '../search/ask.js';"],
  ];
  for (const [why, from, line] of refused) {
    it(`${from}: ${line}`, () => expect(faultOfLine(from, line)).toContain(why));
  }

  const allowed: readonly (readonly [from: string, line: string])[] = [
    ['search/ask.ts', "import { TesseraError } from '../domain/errors.js';"],
    ['search/ask.ts', "import type { Catalog } from '../catalog/port.js';"],
    ['cli/connection.ts', "import type { ApiRoutes } from '../api/api.js';"],
    ['cli/connection.ts', "import { type ApiRoutes } from '../api/api.js';"],
    ['cli/connection.ts', "import { hc } from 'hono/client';"],
    ['workers/tile-worker.ts', "import { openSlide } from '../slides/open.js';"],
  ];
  for (const [from, line] of allowed) {
    it(`allowed in ${from}: ${line}`, () => expect(faultOfLine(from, line)).toBeUndefined());
  }

  it('finds a circle, and none where there is none', () => {
    const edge = (from: string, to: string) => ({ from, to });
    const tree = [edge('a', 'b'), edge('a', 'c'), edge('b', 'c')];
    expect(findCycles(tree)).toEqual([]);
    expect(findCycles([...tree, edge('c', 'a')])).toEqual([['a', 'b', 'c', 'a']]);
  });

  it('an import of several lines counts, one in a comment does not', () => {
    const several = "import {\n  type A,\n  b,\n} from '../api/api.js';";
    expect(importsOf('cli/run.ts', several)).toMatchObject([{ to: 'api/api.ts', typeOnly: false }]);
    expect(importsOf('cli/run.ts', "/** import { a } from './b.js'; */")).toEqual([]);
  });
});
