import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { dicomSlides } from './dicom-slides.js';
import { findCompanions } from './openslide/companions.js';
import { kindOfFile } from './slide-kind.js';

export type FoundSlides = {
  /** Files, and folders of one DICOM series, in the order of their names. */
  readonly slides: string[];
  /** What is no slide, by its path inside the folder. */
  readonly otherFiles: string[];
};

/** What one folder holds, hidden entries left out. */
type Listing = { readonly path: string; readonly files: string[]; readonly folders: string[] };

/**
 * The slides at a path: a file is itself, whatever it is; a folder is searched with all its subfolders.
 * Files that belong to a slide (the data folder of an MRXS, the siblings of a DICOM series) are neither slides
 * nor other files. Never fails: what cannot be read is left to fail when it is opened.
 */
export async function findSlides(path: string): Promise<FoundSlides> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isDirectory()) return { slides: [path], otherFiles: [] };
  const found: FoundSlides = { slides: [], otherFiles: [] };
  await searchFolder(path, path, found, new Set());
  return found;
}

async function searchFolder(
  root: string,
  folder: string,
  found: FoundSlides,
  visited: Set<string>,
): Promise<void> {
  const real = await realpath(folder).catch(() => folder);
  if (visited.has(real)) return; // a link back up
  visited.add(real);
  const listing = await listFolder(folder);
  const owned = await ownedBySlides(listing);
  await sortFiles(root, { ...listing, files: listing.files.filter((name) => !owned.has(name)) }, found);
  for (const name of listing.folders) {
    if (!owned.has(name)) await searchFolder(root, join(folder, name), found, visited);
  }
}

async function sortFiles(root: string, listing: Listing, found: FoundSlides): Promise<void> {
  const slides: string[] = [];
  const dicom: string[] = [];
  for (const name of listing.files) {
    const file = join(listing.path, name);
    const kind = await kindOfFile(file, name);
    if (kind === 'slide') slides.push(file);
    else if (kind === 'dicom') dicom.push(file);
    else found.otherFiles.push(relative(root, file));
  }
  slides.push(...(await dicomSlides(listing.path, dicom, slides.length === 0)));
  found.slides.push(...slides.sort());
}

async function listFolder(path: string): Promise<Listing> {
  const entries = await readdir(path, { withFileTypes: true }).catch((): Dirent[] => []);
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries.sort(byName)) {
    if (entry.name.startsWith('.')) continue;
    // A link is what it leads to; one that leads nowhere is a file, which opening will report.
    const target = entry.isSymbolicLink() ? await follow(join(path, entry.name)) : entry;
    if (target?.isDirectory()) folders.push(entry.name);
    else if (!target || target.isFile()) files.push(entry.name); // never a pipe, whose reading would wait for ever
  }
  return { path, files, folders };
}

/** By code unit, the same on every machine whatever its language. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function follow(link: string): Promise<Stats | undefined> {
  return stat(link).catch(() => undefined);
}

/** Names in a folder that are parts of a slide beside them. */
async function ownedBySlides({ path, files }: Listing): Promise<Set<string>> {
  const owned = new Set<string>();
  for (const file of files) {
    const extension = extname(file);
    const stem = basename(file, extension);
    if (extension.toLowerCase() === '.mrxs') owned.add(stem);
    if (extension.toLowerCase() === '.vsi') owned.add(`_${stem}_`);
    if (/^\.vm[su]$/i.test(extension)) {
      for (const name of await partsOf(join(path, file))) if (name !== file) owned.add(name);
    }
  }
  return owned;
}

/** The pictures that a Hamamatsu index names; none while one is missing, which opening the slide will say. */
async function partsOf(index: string): Promise<string[]> {
  const files = await findCompanions(index).catch((): string[] => []);
  return files.map((file) => basename(file));
}
