export { DIAGNOSES, listPhantoms } from './archive.mjs';
export { makeDemoArchive } from './demo.mjs';
export { drawPatch } from './patch.mjs';
export { PATTERNS } from './recipes.mjs';
export { SITES } from './sites.mjs';
export { makePhantomSlide } from './slide.mjs';
