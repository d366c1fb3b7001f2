import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawPatch, type PatternName, type SiteName } from '../../scripts/phantoms/index.mjs';

/** Small phantom slides with a case list: enough for whole questions, ingested within seconds. */

const MPP = 0.5;

export type SmallSlide = {
  readonly file: string;
  readonly caseId: string;
  readonly patientId: string;
  readonly organ: string;
  readonly diagnosis: string;
  readonly pattern: PatternName;
  readonly site: SiteName;
};

const KINDS: readonly (readonly [organ: string, diagnosis: string, pattern: PatternName])[] = [
  ['breast', 'Invasive ductal carcinoma', 'solid nests'],
  ['colon', 'Colon adenocarcinoma', 'crypts'],
  ['lung', 'Lung squamous cell carcinoma', 'squamous nests'],
  ['lung', 'Normal lung', 'alveoli'],
];
const SITES: readonly SiteName[] = ['north', 'harbour', 'valley', 'lake'];

/** `count` slides, one case and patient each; the kinds take turns, and every kind comes from several sites. */
export function listSmallSlides(count: number, prefix = 'small'): SmallSlide[] {
  return Array.from({ length: count }, (_, i) => {
    const [organ, diagnosis, pattern] = KINDS[i % KINDS.length]!;
    const number = String(i + 1).padStart(2, '0');
    return {
      file: `${prefix}-${number}.tif`,
      caseId: `C-${number}`,
      patientId: `P-${number}`,
      organ,
      diagnosis,
      pattern,
      site: SITES[Math.floor(i / KINDS.length) % SITES.length]!,
    };
  });
}

/** Draws slides and their cases.csv into a folder, which is made; answers what they are. */
export async function makeSmallArchive(
  folder: string,
  options: {
    readonly slides: number;
    readonly sidePx?: number /** Of the files’ names. */;
    readonly prefix?: string;
  },
): Promise<SmallSlide[]> {
  const slides = listSmallSlides(options.slides, options.prefix);
  mkdirSync(folder, { recursive: true });
  for (const slide of slides) {
    const { pattern, site, patientId } = slide;
    await drawSmallSlide(join(folder, slide.file), {
      pattern,
      site,
      seed: patientId,
      sidePx: options.sidePx,
    });
  }
  writeFileSync(join(folder, 'cases.csv'), caseList(slides));
  return slides;
}

/** One pyramidal, tiled TIFF at 0.5 µm/px of a single tissue pattern; the same seed draws the same bytes. */
export async function drawSmallSlide(
  file: string,
  slide: {
    readonly pattern: PatternName;
    readonly site: SiteName;
    readonly seed: string;
    readonly sidePx?: number | undefined;
  },
): Promise<void> {
  const { pattern: recipe, site, seed, sidePx = 768 } = slide;
  const patch = drawPatch({ recipe, site, patientSeed: seed, seed, sizePx: sidePx, mpp: MPP });
  const pixelsPerMm = 1000 / MPP;
  await sharp(patch.data, { raw: { width: patch.width, height: patch.height, channels: 3 } })
    .tiff({
      tile: true,
      tileWidth: 256,
      tileHeight: 256,
      pyramid: true,
      compression: 'jpeg',
      quality: 90,
      xres: pixelsPerMm,
      yres: pixelsPerMm,
    })
    .toFile(file);
}

export function caseList(slides: readonly SmallSlide[]): string {
  const rows = slides.map(({ file, caseId, patientId, organ, diagnosis, site }) =>
    [file, caseId, patientId, organ, diagnosis, site].join(','),
  );
  return `${['file,case_id,patient_id,organ,diagnosis,site', ...rows].join('\n')}\n`;
}
