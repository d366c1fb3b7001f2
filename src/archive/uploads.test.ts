import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { dropBrokenUploads, dropUpload, PARTIAL_UPLOAD, uploadsFolder } from './uploads.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'tessera-uploads-')));
afterAll(() => rmSync(root, { recursive: true }));
const data = join(root, 'data');
/** The same data directory by another name. */
const link = join(root, 'link');

function put(folder: string, name: string): string {
  mkdirSync(join(uploadsFolder(data), folder), { recursive: true });
  const file = join(uploadsFolder(data), folder, name);
  writeFileSync(file, 'x');
  return file;
}

beforeEach(() => {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data);
  if (!existsSync(link)) symlinkSync(data, link);
});

describe('uploaded files', () => {
  it.each([
    [data, data],
    [link, data],
    [link, link],
  ])('go with their folder, however the data directory is named (%s, %s)', async (dataDir, through) => {
    put('a', 'slide.svs');
    put('b', 'slide.svs');
    await dropUpload(dataDir, join(through, 'uploads/a/slide.svs'));
    expect(readdirSync(uploadsFolder(data))).toEqual(['b']);
  });

  it('stay where the one to keep is the same, by whatever path', async () => {
    const file = put('a', 'slide.svs');
    await dropUpload(link, file, join(link, 'uploads/a/slide.svs'));
    expect(existsSync(file)).toBe(true);
  });

  it('alone are removed: nothing beside them, not their common folder', async () => {
    const file = put('a', 'slide.svs');
    const others = [
      join(data, 'tessera.db'),
      join(root, 'archive.svs'),
      uploadsFolder(data),
      join(uploadsFolder(data), 'a/../..'),
    ];
    for (const other of others) await dropUpload(data, other);
    expect(existsSync(file)).toBe(true);
  });

  it('cut short by a crash go at the next start', async () => {
    await dropBrokenUploads(data);
    put('whole', 'slide.svs');
    put('cut', PARTIAL_UPLOAD);
    await dropBrokenUploads(data);
    expect(readdirSync(uploadsFolder(data))).toEqual(['whole']);
  });
});
