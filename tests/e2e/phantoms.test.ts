import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  drawPatch,
  type PatternName,
  type PhantomPicture,
  type SiteName,
} from '../../scripts/phantoms/index.mjs';
import { ask, type Server, scratch, serve } from '../support/house.js';
import { createHttp } from '../support/http.js';

const PATTERNS: readonly PatternName[] = [
  'normal ducts',
  'in-situ ducts',
  'solid nests',
  'crypts',
  'alveoli',
  'squamous nests',
  'papillae',
  'stroma',
  'fat',
  'lymphoid sheets',
];
const SITES: readonly SiteName[] = ['north', 'harbour', 'valley', 'lake'];
const PATIENTS = 2;
/** 390 µm at 0.5 µm/px: a field that shows a pattern; a single tile of 112 µm often does not. */
const SIDE_PX = 780;
const MPP = 0.5;

type Phantom = {
  readonly name: string;
  readonly pattern: PatternName;
  readonly site: SiteName;
  readonly patient: number;
  readonly picture: PhantomPicture;
};

describe('a region of one pattern', () => {
  const folder = scratch();
  const phantoms = drawPhantoms();
  let server: Server;

  beforeAll(async () => {
    const slides = join(folder, 'slides');
    mkdirSync(slides);
    for (const { name, picture } of phantoms) await savePng(join(slides, name), picture);
    const list = join(folder, 'cases.csv');
    writeFileSync(list, caseList(phantoms));
    await ask(['ingest', slides, '--cases', list, '--mpp', String(MPP)], { data: join(folder, 'archive') });
    server = await serve(join(folder, 'archive'));
    return () => server.stop();
  }, 240_000);

  it('finds that pattern in phantoms of other sites, where colour alone finds their stain', async () => {
    const http = createHttp(server.url);
    const { items } = await http.get<{ items: { id: string; name: string }[] }>('/slides?limit=500');
    const asking = phantoms.filter(({ patient }) => patient === 0);
    const scores: number[] = [];
    for (const phantom of asking) {
      const slide = items.find((item) => item.name === phantom.name);
      const answer = await http.post<{ cases: { diagnosis: { text: string }; site: string }[] }>(
        '/searches',
        {
          slideId: slide?.id,
          region: { x: 0, y: 0, width: SIDE_PX, height: SIDE_PX },
          filters: { site: SITES.filter((site) => site !== phantom.site) },
          k: 5,
        },
      );
      expect(answer.cases.map((hit) => hit.site)).not.toContain(phantom.site);
      scores.push(share(answer.cases.map((hit) => hit.diagnosis.text === phantom.pattern)));
    }
    const found = mean(scores);
    const byColour = mean(asking.map((phantom) => share(nearestByColour(phantom, phantoms, 5))));
    console.log(
      found,
      byColour,
      PATTERNS.map((p) => [p, mean(scores.filter((_, i) => asking[i]!.pattern === p))]),
    );
    expect(found).toBeGreaterThanOrEqual(0.9);
    expect(byColour).toBeLessThan(0.5);
  }, 240_000);
});

function drawPhantoms(): Phantom[] {
  return PATTERNS.flatMap((pattern) =>
    SITES.flatMap((site) =>
      Array.from({ length: PATIENTS }, (_, patient): Phantom => {
        const seed = `${pattern}-${site}-${patient}`;
        const picture = drawPatch({
          recipe: pattern,
          site,
          patientSeed: seed,
          sizePx: SIDE_PX,
          mpp: MPP,
          seed,
        });
        return { name: `${seed.replaceAll(' ', '_')}.png`, pattern, site, patient, picture };
      }),
    ),
  );
}

async function savePng(file: string, { data, width, height }: PhantomPicture): Promise<void> {
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toFile(file);
}

function caseList(phantoms: readonly Phantom[]): string {
  const rows = phantoms.map(({ name, pattern, site }, i) => `${name},PHANTOM-${i},${pattern},${site}`);
  return ['file,case_id,diagnosis,site', ...rows].join('\n');
}

/** Whether each of the k phantoms of other sites nearest in colour (mean and spread per channel) shows the pattern. */
function nearestByColour(asking: Phantom, all: readonly Phantom[], k: number): boolean[] {
  const own = colourOf(asking.picture);
  return all
    .filter((other) => other.site !== asking.site)
    .map((other) => ({ other, distance: distance(own, colourOf(other.picture)) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, k)
    .map(({ other }) => other.pattern === asking.pattern);
}

const colours = new Map<PhantomPicture, number[]>();

function colourOf(picture: PhantomPicture): number[] {
  const known = colours.get(picture);
  if (known) return known;
  const statistics = [0, 1, 2].flatMap((channel) => {
    let [sum, squares] = [0, 0];
    for (let i = channel; i < picture.data.length; i += 3) {
      const value = picture.data[i] as number;
      sum += value;
      squares += value * value;
    }
    const n = picture.data.length / 3;
    return [sum / n, Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2))];
  });
  colours.set(picture, statistics);
  return statistics;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] as number)));
}

function share(values: readonly boolean[]): number {
  return values.filter(Boolean).length / values.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
