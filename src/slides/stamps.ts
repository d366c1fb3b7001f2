import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileStamp, SlideStamps } from '../domain/slides.js';
import type { SlideReader } from './port.js';

/** How the files of an open slide are now. Errors: those of `stat` for a file that went away meanwhile. */
export async function stampSlide(path: string, { files, info }: SlideReader): Promise<SlideStamps> {
  // A DICOM file may get siblings that become levels of its slide; another slide, companions only beside those it has.
  const joinable = info.format === 'dicom' ? files : files.filter((file) => file !== path);
  const folders = [...new Set(joinable.map((file) => dirname(file)))];
  return {
    files: await Promise.all(files.map(stampFile)),
    folders: await Promise.all(folders.map(stampFile)),
  };
}

async function stampFile(path: string): Promise<FileStamp> {
  const facts = await stat(path);
  return { path, bytes: facts.isDirectory() ? 0 : facts.size, modifiedAt: Math.round(facts.mtimeMs) };
}
