import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { API_BASE, createApi, openApiFacts } from '../src/api/api.js';
import type { ApiParts } from '../src/api/parts.js';

const root = join(import.meta.dirname, '..');
const committed = readFileSync(join(root, 'src/api/openapi.json'), 'utf8');

type Schema = { readonly [key: string]: unknown };
type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean };
type Operation = {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Schema>> }>>;
};
type Document = {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** Routes close over the parts and call none of them before a request comes. */
function documentOfCode(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const access = { hosts: [], token: '', slideFolders: [], maxUploadBytes: 0 };
  const api = createApi({ version, access } as unknown as ApiParts);
  return `${JSON.stringify(api.getOpenAPI31Document(openApiFacts(version)), undefined, 2)}\n`;
}

const document = JSON.parse(committed) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, operation, name: `${method} ${path}` })),
);

/** Every value of a key, anywhere in the document. */
function valuesOf(key: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(key, value),
  ]);
}

function resolve(reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
}

describe('src/api/openapi.json', () => {
  it('is what the code makes (else: node scripts/setup.mjs && node scripts/write-openapi.mjs)', () => {
    expect(committed).toBe(documentOfCode());
    expect(documentOfCode()).toBe(documentOfCode());
  });

  it('is OpenAPI 3.1: one document, every reference leads somewhere, nothing of 3.0 is left', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    const references = valuesOf('$ref', document) as string[];
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((reference) => resolve(reference) === undefined)).toEqual([]);
    expect(valuesOf('nullable', document.components)).toEqual([]);
    const limits = [...valuesOf('exclusiveMinimum', document), ...valuesOf('exclusiveMaximum', document)];
    expect(limits.filter((limit) => typeof limit === 'boolean')).toEqual([]);
  });

  it('says of every route in one line what it is for, under a heading', () => {
    expect(operations.length).toBeGreaterThan(30);
    const silent = operations.filter(({ operation }) => !operation.summary || !operation.tags?.length);
    expect(silent.map(({ name }) => name)).toEqual([]);
    const summaries = operations.map(({ operation }) => operation.summary);
    expect(new Set(summaries).size).toBe(summaries.length);
  });

  it('lies under one base, and names every part of a path that is asked for', () => {
    expect(operations.filter(({ path }) => !path.startsWith(`${API_BASE}/`))).toEqual([]);
    for (const { name, path, operation } of operations) {
      const written = [...path.matchAll(/\{(\w+)\}/g)].map(([, part]) => part).sort();
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(named.map((parameter) => parameter.name).sort(), name).toEqual(written);
      expect(
        named.every((parameter) => parameter.required),
        name,
      ).toBe(true);
    }
  });

  it('says which parts of a query must be there, and writes patterns as JSON Schema has them', () => {
    const region = document.paths[`${API_BASE}/slides/{slideId}/region`]?.get?.parameters ?? [];
    const required = region.filter((parameter) => parameter.required).map(({ name }) => name);
    expect(required).toEqual(['slideId', 'x', 'y', 'width', 'height']);
    for (const pattern of valuesOf('pattern', document) as string[]) {
      expect(() => new RegExp(pattern, 'u'), pattern).not.toThrow();
      expect(pattern, 'flags have no place in it').not.toMatch(/\/[a-z]+$/);
    }
  });

  it('promises problem details for every error, and a good answer for the rest', () => {
    for (const { name, operation } of operations) {
      expect(Object.keys(operation.responses.default?.content ?? {}), name).toEqual([
        'application/problem+json',
      ]);
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        name,
      ).toBe(true);
    }
  });

  it('tells no place on a disk: no field for one, no path of the machine that wrote it', () => {
    const answered = Object.entries(document.components.schemas).filter(([name]) => !/Request$/.test(name));
    const fields = answered.flatMap(([name, schema]) =>
      (valuesOf('properties', schema) as object[]).flatMap((properties) =>
        Object.keys(properties).map((field) => `${name}.${field}`),
      ),
    );
    expect(fields).toContain('Slide.name');
    expect(fields.filter((field) => /\.(path|file|folder|directory)$/i.test(field))).toEqual([]);
    expect(committed).not.toContain(root);
    expect(committed).not.toMatch(/"(\/home|\/work|\/tmp|\/root|[A-Z]:\\\\)/);
  });
});
