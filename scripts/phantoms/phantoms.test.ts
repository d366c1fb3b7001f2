import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DIAGNOSES,
  drawPatch,
  listPhantoms,
  type Mix,
  makePhantomSlide,
  PATTERNS,
  type PatternName,
  SITES,
  type SiteName,
} from './index.mjs';

type Ring = readonly (readonly [number, number])[];
type Feature = {
  geometry: { type: string; coordinates: readonly Ring[] };
  properties: Record<string, string>;
};

const mix: Mix = [
  ['solid nests', 3],
  ['fat', 2],
  ['stroma', 2],
];
const options = { mix, patientSeed: 'p', seed: 's', sidePx: 1024 } as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-phantoms-'));
  const artefacts = [{ type: 'blur', line: [[256, 256]], half: 60 }] as const;
  await makePhantomSlide(join(folder, 'one.tif'), { ...options, site: 'north', artefacts });
  await makePhantomSlide(join(folder, 'same.tif'), { ...options, site: 'north', artefacts });
  await makePhantomSlide(join(folder, 'other.tif'), { ...options, site: 'lake', artefacts: [] });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a phantom slide', () => {
  it('is the same for the same seed, and another in colour alone at another site', async () => {
    const [one, same, other] = await Promise.all(
      ['one', 'same', 'other'].map((name) => pixels(`${name}.tif`)),
    );
    expect(one!.equals(same!)).toBe(true);
    expect(one!.equals(other!)).toBe(false);
    expect(await truth('one.regions')).toEqual(await truth('other.regions'));
    expect(await truth('one.nuclei')).toEqual(await truth('other.nuclei'));
  });

  it('is a tiled pyramid that states 0.5 µm/px', async () => {
    const { width, height, pages, density, resolutionUnit } = await sharp(join(folder, 'one.tif')).metadata();
    expect({ width, height, pages, resolutionUnit }).toEqual({
      width: 1024,
      height: 1024,
      pages: 3,
      resolutionUnit: 'cm',
    });
    // 20,000 pixels per cm; sharp tells it per inch.
    expect(density).toBe(50_800);
  });

  it('leaves no temporary file', async () => {
    const names = [...(await readdir(folder)), ...(await readdir(join(folder, 'truth')))];
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('its truth', () => {
  it('has closed rings inside the slide and every pattern asked for', async () => {
    for (const name of ['one.regions', 'one.artefacts']) {
      for (const { geometry } of await truth(name)) {
        expect(geometry.type).toBe('Polygon');
        for (const ring of geometry.coordinates) {
          expect(ring.at(-1)).toEqual(ring[0]);
          expect(ring.length).toBeGreaterThanOrEqual(4);
        }
      }
    }
    const regions = await truth('one.regions');
    expect(regions.flatMap((r) => r.geometry.coordinates.flat(2)).every((v) => v >= 0 && v <= 1024)).toBe(
      true,
    );
    expect(new Set(regions.map((r) => r.properties.pattern))).toEqual(
      new Set(mix.map(([pattern]) => pattern)),
    );
  });

  it('parts the tissue: regions do not overlap and leave glass', async () => {
    const regions = await truth('one.regions');
    let [covered, twice] = [0, 0];
    for (let y = 4; y < 1024; y += 16) {
      for (let x = 4; x < 1024; x += 16) {
        const n = regions.filter((region) => inside(region, x, y)).length;
        if (n > 0) covered++;
        if (n > 1) twice++;
      }
    }
    expect(twice).toBe(0);
    expect(covered / 64 ** 2).toBeGreaterThan(0.5);
    expect(covered / 64 ** 2).toBeLessThan(0.95);
  });

  it('puts nuclei where the picture is dark', async () => {
    const features = await truth('one.nuclei');
    const nuclei = features.filter((f) => f.properties.kind === 'nucleus');
    expect(features.filter((f) => f.properties.kind === 'area')).toHaveLength(1);
    expect(nuclei.length).toBeGreaterThan(300);
    expect(nuclei.every((f) => f.geometry.coordinates[0]!.length === 15)).toBe(true);
    const data = await pixels('other.tif');
    const red = (x: number, y: number) => data[(Math.round(y) * 1024 + Math.round(x)) * 3]!;
    const mean = nuclei.reduce((sum, f) => sum + red(...centre(f)), 0) / nuclei.length;
    const all = data.reduce((sum, v, i) => (i % 3 === 0 ? sum + v : sum), 0) / (data.length / 3);
    expect(mean).toBeLessThan(all - 50);
  });

  it('names artefacts', async () => {
    expect((await truth('one.artefacts')).map((f) => f.properties.type)).toEqual(['blur']);
    expect(await truth('other.artefacts')).toEqual([]);
  });
});

describe('a phantom patch', () => {
  const patch = { recipe: 'acini', site: 'valley', patientSeed: 'a', sizePx: 96, mpp: 1, seed: 'b' } as const;
  it('is the same for the same seeds only', () => {
    expect(drawPatch(patch)).toEqual(drawPatch(patch));
    expect(drawPatch(patch).data).not.toEqual(drawPatch({ ...patch, seed: 'c' }).data);
    expect(drawPatch(patch).data).not.toEqual(drawPatch({ ...patch, patientSeed: 'c' }).data);
  });
  it('exists for every pattern at every site', () => {
    for (const recipe of Object.keys(PATTERNS) as PatternName[]) {
      for (const site of Object.keys(SITES) as SiteName[]) {
        const { data } = drawPatch({ ...patch, recipe, site, sizePx: 32 });
        expect(new Set(data).size).toBeGreaterThan(8);
      }
    }
  });
  it('shows no seam where blocks meet', () => {
    // Two blocks of 512 px: the step across their border is no larger than the steps beside it.
    const { data, width } = drawPatch({ ...patch, recipe: 'stroma', sizePx: 640, mpp: 0.5 });
    const step = (x: number) => {
      let sum = 0;
      for (let y = 0; y < width; y++)
        sum += Math.abs(data[(y * width + x) * 3 + 1]! - data[(y * width + x - 1) * 3 + 1]!);
      return sum / width;
    };
    const beside = [500, 504, 508, 516, 520, 524].map(step);
    expect(step(512)).toBeLessThan(1.3 * Math.max(...beside));
  });
  it('refuses unknown names', () => {
    expect(() => drawPatch({ ...patch, recipe: 'bone' as PatternName })).toThrow('no phantom pattern "bone"');
    expect(() => drawPatch({ ...patch, site: 'moon' as SiteName })).toThrow('no phantom site "moon"');
  });
});

describe('the demo archive', () => {
  it('has every diagnosis at three sites, and says phantom everywhere', () => {
    const cases = listPhantoms(30, '1');
    for (const { name } of DIAGNOSES) {
      const sites = cases.filter((c) => c.diagnosis === `${name} (phantom)`).map((c) => c.site);
      expect(new Set(sites).size).toBe(3);
    }
    expect(
      cases.every((c) => /phantom/i.test(c.diagnosis + c.notes) && c.patient_id.startsWith('PHANTOM-')),
    ).toBe(true);
    expect(new Set(cases.map((c) => c.patient_id)).size).toBeLessThan(cases.length);
  });

  it('is made by one command, and kept by the second', async () => {
    const target = join(folder, 'demo');
    const make = () =>
      promisify(execFile)(process.execPath, [
        join(import.meta.dirname, '../make-demo.mjs'),
        target,
        ...['--slides', '3', '--side', '512'],
      ]);
    expect((await make()).stderr).toContain('3 phantom slides drawn, 0 kept');
    const before = await stat(join(target, 'phantom-002.tif'));
    await rm(join(target, 'phantom-003.tif'));
    const second = await make();
    expect(second.stderr).toContain('1 phantom slides drawn, 2 kept');
    expect(second.stdout).toBe('');
    expect((await stat(join(target, 'phantom-002.tif'))).mtimeMs).toBe(before.mtimeMs);
    const lines = (await readFile(join(target, 'cases.csv'), 'utf8')).trim().split('\n');
    expect(lines[0]).toBe(
      'file,case_id,patient_id,specimen,organ,stain,diagnosis,icdo3,mpp,site,scanner,date,notes',
    );
    expect(lines).toHaveLength(4);
  });
});

async function pixels(name: string): Promise<Buffer> {
  return sharp(join(folder, name)).raw().toBuffer();
}

async function truth(name: string): Promise<Feature[]> {
  const text = await readFile(join(folder, 'truth', `${name}.geojson`), 'utf8');
  return (JSON.parse(text) as { features: Feature[] }).features;
}

function centre({ geometry }: Feature): [number, number] {
  const ring = geometry.coordinates[0]!.slice(1);
  return [
    ring.reduce((sum, [x]) => sum + x, 0) / ring.length,
    ring.reduce((sum, [, y]) => sum + y, 0) / ring.length,
  ];
}

/** Even-odd rule over all rings: holes are outside. */
function inside({ geometry }: Feature, x: number, y: number): boolean {
  let odd = false;
  for (const ring of geometry.coordinates) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1]!;
      const [bx, by] = ring[i]!;
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
    }
  }
  return odd;
}
