import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openHouse } from '../house.mjs';

/** Tessera on a data directory of its own, with slides and cases in it; closed when the work is done. */
export async function withArchive({ data, models, model, paths, cases, mpp }, work) {
  const house = await openHouse(data, { models, model });
  try {
    if (cases) await importCases(house, cases);
    let job = await house.call('/ingests', { paths, mpp });
    while (job.state === 'queued' || job.state === 'running') {
      await pause(200);
      job = await house.call(`/jobs/${job.id}`);
    }
    return await work(house);
  } finally {
    await house.close();
  }
}

async function importCases({ fetch, token }, file) {
  const response = await fetch(
    new Request('http://127.0.0.1/api/v1/cases/import', {
      method: 'POST',
      body: readFileSync(file),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    }),
  );
  if (!response.ok) throw new Error(`${file}: ${await response.text()}`);
}

/** Asks with a whole archived slide, or with a file that is not archived. */
export async function askWhole(house, slide) {
  const { id } = await house.call('/slides/visits', slide);
  return house.call('/searches', { slideId: id, k: 10 });
}

/** Asks with a picture, or with a region of it. */
export function askPicture(house, { file, mpp, region }) {
  return house.call('/searches', { image: readFileSync(file).toString('base64'), mpp, region, k: 10 });
}

/** The best similarity of an answer, and whether the archive said that it has nothing similar. */
export function verdict({ cases, abstained }) {
  return { best: Math.max(-1, ...cases.map(({ score }) => score)), abstained };
}
