import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { caseList, listPhantoms } from './archive.mjs';

/** Change when the drawing changes: archives of an older drawing are drawn again. */
const DRAWING = 1;

/**
 * Makes the demo archive: slides, `cases.csv`, `truth/`. What is there and complete is kept, so that a second
 * call takes no time and a stopped one goes on where it stopped.
 *
 * @param {string} folder
 * @param {object} [options]
 * @param {number} [options.slides] default 30
 * @param {number} [options.sidePx] default 4096
 * @param {string} [options.seed] default '1'
 * @param {(line: string) => void} [options.onProgress]
 * @returns {Promise<{ drawn: number, kept: number, seconds: number }>}
 */
export async function makeDemoArchive(
  folder,
  { slides = 30, sidePx = 4096, seed = '1', onProgress = () => {} } = {},
) {
  const start = performance.now();
  await mkdir(join(folder, 'truth'), { recursive: true });
  const cases = listPhantoms(slides, seed);
  const made = `drawing ${DRAWING}, seed ${seed}, side ${sidePx}`;
  const note = join(folder, 'truth', 'made.json');
  const same = (await readFile(note, 'utf8').catch(() => '')) === JSON.stringify(made);
  if (!same) await Promise.all(cases.map((c) => rm(join(folder, c.file), { force: true })));
  await writeWhole(note, JSON.stringify(made));
  await writeWhole(join(folder, 'cases.csv'), caseList(cases));

  const missing = [];
  for (const c of cases) if (!(await isFile(join(folder, c.file)))) missing.push(c);
  let drawn = 0;
  await drawAll(folder, missing, sidePx, (file) => {
    drawn++;
    const seconds = (performance.now() - start) / 1000;
    const left = Math.round((seconds / drawn) * (missing.length - drawn));
    onProgress(`phantom slides: ${drawn} of ${missing.length} drawn (${file}), about ${left} s left`);
  });
  return { drawn, kept: cases.length - drawn, seconds: (performance.now() - start) / 1000 };
}

/**
 * @param {string} folder @param {readonly import('./archive.mjs').PhantomCase[]} cases @param {number} sidePx
 * @param {(file: string) => void} onDrawn
 */
async function drawAll(folder, cases, sidePx, onDrawn) {
  const waiting = [...cases];
  const threads = Math.min(waiting.length, Math.max(1, availableParallelism()));
  await Promise.all(Array.from({ length: threads }, () => drawWithOneThread()));

  function drawWithOneThread() {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.mjs', import.meta.url));
      const next = () => {
        const one = waiting.shift();
        if (!one) {
          worker.terminate().then(resolve, reject);
          return;
        }
        const { mix, site, patientSeed, seed } = one;
        worker.once('message', () => {
          onDrawn(one.file);
          next();
        });
        worker.postMessage({
          file: join(folder, one.file),
          options: { mix, site, patientSeed, seed, sidePx },
        });
      };
      worker.once('error', reject);
      next();
    });
  }
}

/** @param {string} file */
async function isFile(file) {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true && found.size > 0;
}

/** @param {string} file @param {string} text */
async function writeWhole(file, text) {
  await writeFile(`${file}.${process.pid}.tmp`, text);
  await rename(`${file}.${process.pid}.tmp`, file);
}
