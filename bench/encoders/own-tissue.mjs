import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phantomSlides } from '../slides.mjs';
import { verdict, withArchive } from './archives.mjs';
import { readRows } from './data.mjs';

const SIDE_PX = 4096;
/** One, two and four tiles of the finest scale; px. */
const REGIONS = { '1 tile': 224, '4 tiles': 448, '16 tiles': 896 };
/** Part of a region that its slide's own tissue must cover. */
const COVERED = 0.75;
/** Points a side at which a region is looked at. */
const POINTS = 8;

/**
 * Slides of the demo, each asked with regions of its own tissue (the tumour, or what its organ is known by), which two
 * other patients have as well: none of it is absent. Stroma, fat and the like, which all slides have, does not ask.
 * @returns {Promise<Record<string, import('./foreign-tissue.mjs').Verdicts>>} by size of the question
 */
export async function ownTissue(scratch, { models, model, slides, regions }) {
  const { folder } = await phantomSlides(slides, SIDE_PX);
  const rows = readRows(join(folder, 'cases.csv'));
  const archive = {
    data: join(scratch, `own-tissue-${model}`),
    cases: join(folder, 'cases.csv'),
    paths: [folder],
  };
  return withArchive({ ...archive, models, model }, async (house) => {
    const found = Object.fromEntries(Object.keys(REGIONS).map((size) => [size, { present: [], absent: [] }]));
    for (const { file, notes } of rows) {
      const isOwn = tissueOf(join(folder, 'truth', file.replace(/\.tif$/, '.regions.geojson')), notes);
      const { id } = await house.call(`/slides/find?reference=${encodeURIComponent(file)}`);
      for (const [size, side] of Object.entries(REGIONS)) {
        for (const corner of spread(placesWithin(isOwn, side), regions)) {
          const region = { ...corner, width: side, height: side };
          found[size].present.push(verdict(await house.call('/searches', { slideId: id, region, k: 10 })));
        }
      }
    }
    return found;
  });
}

/** Whether a point of the slide is of its main pattern, as the truth of its regions draws it. */
function tissueOf(truth, notes) {
  const [, main] = /Main pattern: ([^.]+)\./.exec(notes);
  const { features } = JSON.parse(readFileSync(truth, 'utf8'));
  const rings = features
    .filter(({ properties }) => properties.pattern === main)
    .flatMap(({ geometry }) => geometry.coordinates);
  return (x, y) => rings.filter((ring) => isInside(ring, x, y)).length % 2 === 1;
}

function isInside(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

function placesWithin(isOwn, side) {
  const starts = Array.from({ length: Math.floor((SIDE_PX - side) / 112) + 1 }, (_, i) => i * 112);
  const steps = Array.from({ length: POINTS }, (_, i) => ((i + 0.5) * side) / POINTS);
  const share = (x, y) =>
    steps.reduce((sum, dy) => sum + steps.filter((dx) => isOwn(x + dx, y + dy)).length, 0) / POINTS ** 2;
  return starts.flatMap((y) => starts.flatMap((x) => (share(x, y) >= COVERED ? [{ x, y }] : [])));
}

/** At most `count` of them, evenly from first to last. */
function spread(items, count) {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / count)]);
}
