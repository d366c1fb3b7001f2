import { describeDamage } from './driver.js';
import { MISSING_ROWS, SCALE_ROWS, SLIDE_ROWS } from './slides.js';

describeDamage('bad slides', [...SLIDE_ROWS, ...SCALE_ROWS, ...MISSING_ROWS]);
